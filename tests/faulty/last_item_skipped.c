/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fault: the split ends one item early. Row: wrong. */
#include <parbench/plugin.h>

static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    parbench_work(task, 0, 0, task->n - 1, total);
    return PARBENCH_OK;
}

PARBENCH_BACKEND("last_item_skipped", .run = run);
