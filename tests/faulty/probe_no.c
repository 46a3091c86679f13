/* SPDX-License-Identifier: GPL-3.0-or-later */
/* No fault: cannot run on this machine. Row: unavailable, with its text. */
#include <parbench/plugin.h>

static int probe(const parbench_host *host, parbench_error *error)
{
    return host->fail(error, PARBENCH_UNAVAILABLE, "needs a quantum processor");
}

static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    parbench_work(task, 0, 0, task->n, total);
    return PARBENCH_OK;
}

PARBENCH_BACKEND("probe_no", .probe = probe, .run = run);
