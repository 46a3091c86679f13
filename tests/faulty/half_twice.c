/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fault: the first half is done twice and the second never, and the counts hide it. Row: wrong. */
#include <parbench/plugin.h>

static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    uint64_t half = task->n / 2;
    task->range(task->instance, 0, half, total);
    parbench_work(task, 0, 0, half, total);
    parbench_partial unseen = {0};
    parbench_work(task, 0, half, task->n, &unseen);
    total->items = task->n;
    total->index_sum += unseen.index_sum;
    return PARBENCH_OK;
}

PARBENCH_BACKEND("half_twice", .run = run);
