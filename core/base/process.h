/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A short helper process whose standard output is the answer. (Visits are execute/'s business.) */
#ifndef PARBENCH_BASE_PROCESS_H
#define PARBENCH_BASE_PROCESS_H

#include <stdint.h>

#include "base/text.h"

enum capture { CAPTURE_ENDED, CAPTURE_TIMED_OUT, CAPTURE_NOT_STARTED };

/* Runs argv[0] with stdin and stderr on /dev/null and gathers its stdout until it ends, however
 * long others hold that open. When it ends, or after `timeout_ms`, what is left of its process
 * group gets SIGKILL. *wait_status is as from waitpid; where it was not started, the error is set
 * instead. */
enum capture process_capture(char *const argv[], int timeout_ms, struct text *output,
                             int *wait_status, struct error *error);

/* "status 3" or "signal 11 (Segmentation fault)". */
char *process_describe_end(int wait_status);

#endif
