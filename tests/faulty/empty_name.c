/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fault: the name is empty. Row: failed. */
#include <parbench/plugin.h>

static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    parbench_work(task, 0, 0, task->n, total);
    return PARBENCH_OK;
}

PARBENCH_BACKEND("", .run = run);
