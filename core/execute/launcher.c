/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "execute/launcher.h"

#include <string.h>

#include "base/text.h"

static const struct launcher_complaint complaints[] = {
    /* Open MPI 4 says ORTE, 5 says PRTE. */
    {LAUNCHER_LOST_HOST, "ORTE ", "has lost communication with a remote daemon", ""},
    {LAUNCHER_LOST_HOST, "PRTE ", "has lost communication with a remote daemon", ""},
    {LAUNCHER_LOST_HOST, "ORTE ", "was unable to reliably start one or more daemons", ""},
    {LAUNCHER_LOST_HOST, "PRTE ", "was unable to reliably start one or more daemons", ""},
    /* OpenSSH, of any launcher's. */
    {LAUNCHER_LOST_HOST, "Connection to ", "closed by remote host", ""},
    {LAUNCHER_LOST_HOST, "Timeout, server ", "not responding", ""},
    {LAUNCHER_LOST_HOST, "client_loop: ", "send disconnect", ""},
    /* Slurm. */
    {LAUNCHER_LOST_HOST, "srun: error: ", "Node failure on", ""},
    {LAUNCHER_LOST_HOST, "slurmstepd", "DUE TO NODE FAILURE", ""},
    {LAUNCHER_JOB_ENDS, "slurmstepd", "DUE TO TIME LIMIT", ""},
    {LAUNCHER_JOB_ENDS, "srun: ", "Job/step already completing or completed", ""},
    {LAUNCHER_ASKS, "", "SLURM's PMI support", " (srun needs --mpi=pmix)"},
    /* Open MPI. */
    {LAUNCHER_ASKS, "", "run as root", " (allow_root = yes lets it)"},
    {LAUNCHER_ASKS, "", "not enough slots", " (add --map-by :OVERSUBSCRIBE to the launcher)"},
};

static bool is_said(const struct launcher_complaint *complaint, const char *said)
{
    for (const char *words = said; (words = strstr(words, complaint->words)) != NULL; words++) {
        const char *line = words;
        while (line > said && line[-1] != '\n')
            line--;
        if (text_starts_with(line, complaint->begin))
            return true;
    }
    return false;
}

const struct launcher_complaint *launcher_complaint(const char *said)
{
    static const struct launcher_complaint none = {LAUNCHER_UNKNOWN, "", "", ""};
    for (size_t i = 0; i < sizeof complaints / sizeof *complaints; i++)
        if (is_said(&complaints[i], said))
            return &complaints[i];
    return &none;
}
