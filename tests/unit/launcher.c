/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What launchers say: which of it means a lost host, and which has a remedy. */
#include "execute/launcher.h"

#include "support.h"

TEST(complaints)
{
    static const struct {
        const char *said, *remedy;
        bool lost_host;
    } rows[] = {
        {"", "", false},
        {"parbench: failed: no licence", "", false},
        {"ORTE has lost communication with a remote daemon.\n\n  HNP daemon : node1", "", true},
        {"PRTE has lost communication with a remote daemon.", "", true},
        {"ORTE was unable to reliably start one or more daemons.", "", true},
        {"Connection to node2 closed by remote host.\n", "", true},
        {"srun: error: Node failure on node2\n", "", true},
        {"slurmstepd: error: *** STEP 1.0 ON n CANCELLED DUE TO NODE FAILURE ***", "", true},
        {"but OMPI was not built with SLURM's PMI support and", " (srun needs --mpi=pmix)", false},
        {"mpirun has detected an attempt to run as root.", " (allow_root = yes lets it)", false},
        {"There are not enough slots available in the system",
         " (add --map-by :OVERSUBSCRIBE to the launcher)", false},
        {"not enough slots\nConnection to node2 closed by remote host.", "", true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct launcher_complaint *complaint = launcher_complaint(rows[i].said);
        expect_text(complaint->remedy, rows[i].remedy, rows[i].said);
        expect(complaint->lost_host == rows[i].lost_host, "%s", rows[i].said);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(complaints)};
    return RUN("launcher", tests);
}
