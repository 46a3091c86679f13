/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A short helper process whose standard output is the answer. (Visits are execute/'s business.) */
#ifndef PARBENCH_BASE_PROCESS_H
#define PARBENCH_BASE_PROCESS_H

#include <stdint.h>

#include "base/text.h"

/* Runs argv[0] with stdin and stderr on /dev/null and gathers its stdout until it ends; SIGKILL
 * after `timeout_ms`. 0 with *wait_status as from waitpid; -1 where it could not be started or did
 * not end in time. */
int process_capture(char *const argv[], int timeout_ms, struct text *output, int *wait_status,
                    struct error *error);

/* "status 3" or "signal 11 (Segmentation fault)". */
char *process_describe_end(int wait_status);

#endif
