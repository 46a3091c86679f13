/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What launchers say on stderr when they give up: mpirun, mpiexec, srun, and the ssh below them. */
#ifndef PARBENCH_EXECUTE_LAUNCHER_H
#define PARBENCH_EXECUTE_LAUNCHER_H

#include <stdbool.h>

struct launcher_complaint {
    const char *words;  /* of the launcher's */
    const char *remedy; /* in brackets behind a blank, or "" */
    bool lost_host;     /* a host, or the way to it, is gone: no fault of the plugins */
};

/* The first that is known of what was said; never NULL: one without a remedy where none is. */
const struct launcher_complaint *launcher_complaint(const char *said);

#endif
