/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "execute/other_job.h"

#include "support.h"

static const char *const dropped[] = {"PMIX_RANK",
                                      "PMIX_NAMESPACE",
                                      "PMI_FD",
                                      "OMPI_COMM_WORLD_RANK",
                                      "OMPI_UNIVERSE_SIZE",
                                      "OMPI_MCA_ess",
                                      "OMPI_MCA_ess_base_jobid",
                                      "OMPI_MCA_pmix",
                                      "OMPI_MCA_orte_hnp_uri"};
static const char *const kept[] = {
    "OMPI_MCA_btl", "PMIX_MCA_gds", "OMPI_MCA_orte_tmpdir_base", "OMPI_MCA_pmix_base_verbose",
    "UCX_TLS",      "SLURM_JOB_ID", "OMPI_ALLOW_RUN_AS_ROOT",    "PMIXED"};

static void set_all(void)
{
    clearenv();
    for (size_t i = 0; i < COUNT(dropped); i++)
        setenv(dropped[i], "1", 1);
    for (size_t i = 0; i < COUNT(kept); i++)
        setenv(kept[i], "1", 1);
}

static void expect_there(const char *const *names, size_t count, bool there)
{
    for (size_t i = 0; i < count; i++)
        expect((getenv(names[i]) != NULL) == there, "%s", names[i]);
}

TEST(as_a_rank)
{
    set_all();
    other_job_leave();
    expect_there(dropped, COUNT(dropped), false);
    expect_there(kept, COUNT(kept), true);
}

/* Such settings are then the user's own. */
TEST(no_rank)
{
    set_all();
    unsetenv("PMIX_RANK");
    unsetenv("OMPI_COMM_WORLD_RANK");
    other_job_leave();
    assert_non_null(getenv("OMPI_MCA_ess"));
    assert_non_null(getenv("OMPI_UNIVERSE_SIZE"));
    expect_there(kept, COUNT(kept), true);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_a_rank),
        cmocka_unit_test(no_rank),
    };
    return RUN("other_job", tests);
}
