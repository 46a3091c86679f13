/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fault: the sum is off by 1e-6 an item; the counts are right. Row: wrong. */
#include <parbench/plugin.h>

static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    parbench_work(task, 0, 0, task->n, total);
    total->sum += 1e-6 * (double)task->n;
    return PARBENCH_OK;
}

PARBENCH_BACKEND("slightly_wrong", .run = run);
