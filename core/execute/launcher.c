/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "execute/launcher.h"

#include <string.h>

static const struct launcher_complaint complaints[] = {
    /* Open MPI 4 says ORTE, 5 says PRTE. */
    {"has lost communication with a remote daemon", "", true},
    {"was unable to reliably start one or more daemons", "", true},
    /* OpenSSH, of any launcher's. */
    {"closed by remote host", "", true},
    /* Slurm. */
    {"Node failure on", "", true},
    {"DUE TO NODE FAILURE", "", true},
    {"SLURM's PMI support", " (srun needs --mpi=pmix)", false},
    /* Open MPI. */
    {"run as root", " (allow_root = yes lets it)", false},
    {"not enough slots", " (add --map-by :OVERSUBSCRIBE to the launcher)", false},
};

const struct launcher_complaint *launcher_complaint(const char *said)
{
    static const struct launcher_complaint none = {"", "", false};
    for (size_t i = 0; i < sizeof complaints / sizeof *complaints; i++)
        if (strstr(said, complaints[i].words) != NULL)
            return &complaints[i];
    return &none;
}
