/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backend openmp_clang where it could not be built: it says why. */
#include "parbench/plugin.h"

static int probe(const parbench_host *host, parbench_error *error)
{
    return host->fail(error, PARBENCH_UNAVAILABLE, "%s", OPENMP_MISSING);
}

static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    (void)total;
    return task->host->fail(NULL, PARBENCH_FAILED, "%s", OPENMP_MISSING);
}

PARBENCH_BACKEND("openmp_clang", .version = "1", .summary = "OpenMP parallel loop over blocks",
                 .license = "GPL-3.0-or-later", .probe = probe, .run = run);
