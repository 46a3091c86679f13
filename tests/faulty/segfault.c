/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fault: writes through a null pointer in run. Row: crashed. */
#include <parbench/plugin.h>

static int *volatile nowhere;

static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    *nowhere = 1;
    parbench_work(task, 0, 0, task->n, total);
    return PARBENCH_OK;
}

PARBENCH_BACKEND("segfault", .run = run);
