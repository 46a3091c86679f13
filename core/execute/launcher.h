/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What launchers say on stderr when they give up: mpirun, mpiexec, srun, and the ssh below them. */
#ifndef PARBENCH_EXECUTE_LAUNCHER_H
#define PARBENCH_EXECUTE_LAUNCHER_H

enum launcher_trouble {
    LAUNCHER_UNKNOWN,   /* none, or another one than these */
    LAUNCHER_LOST_HOST, /* a host, or the way to it, is gone: no fault of the plugins */
    LAUNCHER_JOB_ENDS,  /* its batch job is at its end, as it seems */
    LAUNCHER_ASKS,      /* for a word more in its command line: the remedy */
};

struct launcher_complaint {
    enum launcher_trouble trouble;
    const char *begin;  /* of a line of the launcher's own, "" for any: plugins write there, too */
    const char *words;  /* in that line */
    const char *remedy; /* in brackets behind a blank, or "" */
};

/* The first that is known of what was said; never NULL. */
const struct launcher_complaint *launcher_complaint(const char *said);

#endif
