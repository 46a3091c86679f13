/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A backend that could not be built. It is there all the same, so that experiments with it can be
 * planned, and says why it is unavailable: MISSING_REASON. What else it says of itself is in its
 * header MISSING_ABOUT, as if it had been built.
 */
#include "parbench/plugin.h"

#include MISSING_ABOUT

static int probe(const parbench_host *host, parbench_error *error)
{
    return host->fail(error, PARBENCH_UNAVAILABLE, "%s", MISSING_REASON);
}

static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    (void)total;
    return task->host->fail(NULL, PARBENCH_FAILED, "%s", MISSING_REASON);
}

PARBENCH_BACKEND(MISSING_NAME, ABOUT, .probe = probe, .run = run);
