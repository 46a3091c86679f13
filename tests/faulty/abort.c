/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fault: aborts in run. Row: crashed. */
#include <parbench/plugin.h>

#include <stdlib.h>

static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    (void)task;
    (void)total;
    abort();
}

PARBENCH_BACKEND("abort", .run = run);
