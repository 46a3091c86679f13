/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fault: the total is not a number; the counts are right. Row: wrong. */
#include <parbench/plugin.h>

#include <math.h>

static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    parbench_work(task, 0, 0, task->n, total);
    total->sum = NAN;
    return PARBENCH_OK;
}

PARBENCH_BACKEND("nan", .run = run);
