/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fault: the last item is done twice. Row: wrong. */
#include <parbench/plugin.h>

static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    parbench_work(task, 0, 0, task->n, total);
    parbench_work(task, 0, task->n - 1, task->n, total);
    return PARBENCH_OK;
}

PARBENCH_BACKEND("item_twice", .run = run);
