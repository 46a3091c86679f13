/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Backend serial: one worker, one plain call. What the others are compared with.
 */
#include "parbench/plugin.h"

static int create(const parbench_host *host, const parbench_value *options,
                  const parbench_task *task, void **instance, parbench_error *error)
{
    (void)options;
    (void)instance;
    if (host->pin(task, 0) != PARBENCH_OK)
        return host->fail(error, PARBENCH_FAILED, "cannot pin worker 0 to CPU %d",
                          (int)task->cpus[0]);
    return PARBENCH_OK;
}

static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    parbench_work(task, 0, 0, task->n, total);
    return PARBENCH_OK;
}

PARBENCH_BACKEND("serial", .version = "1", .summary = "one worker, no parallelism",
                 .license = "GPL-3.0-or-later", .min_workers = 1, .max_workers = 1,
                 .create = create, .run = run);
