/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fault: needs a function that nobody defines, so RTLD_NOW refuses it. Row: failed. */
#include <parbench/plugin.h>

extern void parbench_nobody_defines_this(void);

static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    parbench_nobody_defines_this();
    parbench_work(task, 0, 0, task->n, total);
    return PARBENCH_OK;
}

PARBENCH_BACKEND("unresolved", .run = run);
