/* SPDX-License-Identifier: GPL-3.0-or-later */
/* No process of a visit outlives it: the runner is the subreaper, so that every orphan becomes its
 * child. */
#ifndef PARBENCH_EXECUTE_REAP_H
#define PARBENCH_EXECUTE_REAP_H

#include <stdbool.h>

/* To be called before the first child that matters. Children that are there already (of the program
 * that was replaced by this one) are left alone. */
void reap_begin(void);

/* Kills and reaps every child that is left, and theirs; true where one was still alive. Call it
 * when the visit's own process has been waited for. What SIGKILL does not end within 3 s is given
 * up, and left alone from then on. */
bool reap_all(void);

#endif
