/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fault: create fails and says why. Row: failed, with its text. */
#include <parbench/plugin.h>

static int create(const parbench_host *host, const parbench_value *options,
                  const parbench_task *task, void **instance, parbench_error *error)
{
    (void)options;
    (void)task;
    (void)instance;
    return host->fail(error, PARBENCH_FAILED, "no licence for this many workers");
}

static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    parbench_work(task, 0, 0, task->n, total);
    return PARBENCH_OK;
}

PARBENCH_BACKEND("create_error", .create = create, .run = run);
