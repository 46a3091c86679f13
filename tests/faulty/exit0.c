/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fault: leaves by exit(0) in run, as if all were well. Row: crashed (no record). */
#include <parbench/plugin.h>

#include <stdlib.h>

static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    (void)task;
    (void)total;
    exit(0);
}

PARBENCH_BACKEND("exit0", .run = run);
