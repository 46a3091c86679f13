/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What launchers say: which of it means what, in lines of their own, and which has a remedy. */
#include "execute/launcher.h"

#include "support.h"

TEST(complaints)
{
    static const struct {
        const char *said;
        enum launcher_trouble trouble;
        const char *remedy;
    } rows[] = {
        {"", LAUNCHER_UNKNOWN, ""},
        {"parbench: failed: no licence", LAUNCHER_UNKNOWN, ""},
        {"----\nORTE has lost communication with a remote daemon.\n\n  HNP daemon : node1",
         LAUNCHER_LOST_HOST, ""},
        {"PRTE has lost communication with a remote daemon.", LAUNCHER_LOST_HOST, ""},
        {"ORTE was unable to reliably start one or more daemons.", LAUNCHER_LOST_HOST, ""},
        {"said\nConnection to node2 closed by remote host.\r\n", LAUNCHER_LOST_HOST, ""},
        {"plugin: Connection to node2 closed by remote host.\n", LAUNCHER_UNKNOWN, ""},
        {"closed by remote host\nConnection to node2", LAUNCHER_UNKNOWN, ""},
        {"Timeout, server node2 not responding.", LAUNCHER_LOST_HOST, ""},
        {"client_loop: send disconnect: Broken pipe", LAUNCHER_LOST_HOST, ""},
        {"srun: error: Node failure on node2\n", LAUNCHER_LOST_HOST, ""},
        {"slurmstepd-n: error: *** STEP 1.0 ON n CANCELLED DUE TO NODE FAILURE ***",
         LAUNCHER_LOST_HOST, ""},
        {"slurmstepd: error: *** STEP 1.5 ON n CANCELLED AT T DUE TO TIME LIMIT ***",
         LAUNCHER_JOB_ENDS, ""},
        {"srun: error: Unable to create step for job 1: Job/step already completing or completed",
         LAUNCHER_JOB_ENDS, ""},
        {"plugin: Job/step already completing or completed", LAUNCHER_UNKNOWN, ""},
        {"but OMPI was not built with SLURM's PMI support and", LAUNCHER_ASKS,
         " (srun needs --mpi=pmix)"},
        {"mpirun has detected an attempt to run as root.", LAUNCHER_ASKS,
         " (allow_root = yes lets it)"},
        {"There are not enough slots available in the system", LAUNCHER_ASKS,
         " (add --map-by :OVERSUBSCRIBE to the launcher)"},
        {"not enough slots\nConnection to node2 closed by remote host.", LAUNCHER_LOST_HOST, ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct launcher_complaint *complaint = launcher_complaint(rows[i].said);
        expect_text(complaint->remedy, rows[i].remedy, rows[i].said);
        expect(complaint->trouble == rows[i].trouble, "%s", rows[i].said);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(complaints)};
    return RUN("launcher", tests);
}
