/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run of a program: started, its output gathered, waited for. */
#ifndef PARBENCH_BACKENDS_COMMAND_CHILD_H
#define PARBENCH_BACKENDS_COMMAND_CHILD_H

#include <stddef.h>

/* Of the output the end is kept. A pipe holds 65536 bytes, unless it was told otherwise. */
enum { tail_kept = 4096, tail_room = 65536 };

struct tail {
    size_t used;
    char bytes[tail_kept + tail_room + 1]; /* for a NUL of the reader's */
};

/* Runs the program at `path` to its end, with its standard input from /dev/null and the calling
 * thread's CPUs. It ends with the calling thread; what it starts itself may not. *wait_status is as from waitpid. Returns 0, or the errno of what failed. */
int child_run(const char *path, char *const argv[], struct tail *output, int *wait_status);

#endif
