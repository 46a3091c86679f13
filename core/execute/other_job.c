/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "execute/other_job.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

extern char **environ;

/* A process that has one of these is a rank. */
static const char *const ranks[] = {"PMIX_RANK", "PMI_RANK", "OMPI_COMM_WORLD_RANK"};

/* Set by PMIx, by PMI (MPICH, Intel MPI, Slurm) and by Open MPI's launcher, with the settings by
 * which Open MPI 4 tells its ranks of their daemon. */
static const char *const prefixes[] = {"PMIX_",
                                       "PMI_",
                                       "OMPI_COMM_WORLD_",
                                       "OMPI_UNIVERSE_SIZE=",
                                       "OMPI_MCA_ess=",
                                       "OMPI_MCA_ess_base_",
                                       "OMPI_MCA_pmix=",
                                       "OMPI_MCA_orte_app_num=",
                                       "OMPI_MCA_orte_bound_at_launch=",
                                       "OMPI_MCA_orte_ess_",
                                       "OMPI_MCA_orte_hnp_uri=",
                                       "OMPI_MCA_orte_jobfam_session_dir=",
                                       "OMPI_MCA_orte_launch=",
                                       "OMPI_MCA_orte_local_daemon_uri=",
                                       "OMPI_MCA_orte_num_nodes=",
                                       "OMPI_MCA_orte_precondition_transports=",
                                       "OMPI_MCA_orte_top_session_dir="};

/* Settings of the user's have this prefix of PMIx's own. */
static const char setting[] = "PMIX_MCA_";

static bool is_of_job(const char *assignment)
{
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (text_starts_with(assignment, prefixes[i]))
            return !text_starts_with(assignment, setting);
    return false;
}

static void drop(const char *assignment)
{
    char *name = xstrndup(assignment, strcspn(assignment, "="));
    unsetenv(name);
    free(name);
}

void other_job_leave(void)
{
    bool is_rank = false;
    for (size_t i = 0; i < sizeof ranks / sizeof *ranks; i++)
        is_rank = is_rank || getenv(ranks[i]) != NULL;
    if (!is_rank)
        return;
    struct text_list found = {0}; /* unsetenv moves what is looked through */
    for (char **variable = environ; *variable != NULL; variable++)
        if (is_of_job(*variable))
            text_list_add(&found, *variable);
    for (size_t i = 0; i < found.count; i++)
        drop(found.items[i]);
    text_list_free(&found);
}
