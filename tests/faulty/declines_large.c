/* SPDX-License-Identifier: GPL-3.0-or-later */
/* No fault: declines n > 1000. Row: unsupported there, with its text; ok below. */
#include <parbench/plugin.h>

static int create(const parbench_host *host, const parbench_value *options,
                  const parbench_task *task, void **instance, parbench_error *error)
{
    (void)options;
    (void)instance;
    if (task->n > 1000)
        return host->fail(error, PARBENCH_UNSUPPORTED, "n is at most 1000");
    return PARBENCH_OK;
}

static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    parbench_work(task, 0, 0, task->n, total);
    return PARBENCH_OK;
}

PARBENCH_BACKEND("declines_large", .create = create, .run = run);
