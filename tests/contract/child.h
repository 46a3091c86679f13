/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The process of a case: started, waited for with a limit, and gone with all of its own. */
#ifndef CONTRACT_CHILD_H
#define CONTRACT_CHILD_H

#include <sys/types.h>

#include "job.h"

/* To be called once, before the first child. */
void child_begin(void);

/* A fork of this process, in which nothing has been loaded yet. */
pid_t child_fork(void (*work)(const struct job *job), const struct job *job);

pid_t child_spawn(char *const argv[]);

/* Waits, ends it after `limit_s`, and reports how it ended, unless `processes` of it finished.
 * Processes that it left are ended, and, where it was forked, reported: a launcher may
 * leave some. */
void child_await(pid_t pid, unsigned limit_s, uint32_t processes, bool forked);

#endif
