/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kernel empty: no work at all. What is left of a call is the backend's own cost, dispatch and
 * join. Only the item counts that parbench_work keeps are checked.
 */
#include <stdlib.h>

#include "parbench/plugin.h"

typedef struct empty {
    uint64_t n;
} empty;

static int create(const parbench_host *host, const parbench_value *options, uint64_t n,
                  void **instance, parbench_error *error)
{
    (void)options;
    empty *kernel = malloc(sizeof(*kernel));
    if (kernel == NULL)
        return host->fail(error, PARBENCH_FAILED, "out of memory");
    kernel->n = n;
    *instance = kernel;
    return PARBENCH_OK;
}

static void range(const void *instance, uint64_t begin, uint64_t end, parbench_partial *partial)
{
    (void)instance;
    (void)begin;
    (void)end;
    (void)partial;
}

static void check(const void *instance, const parbench_partial *total, parbench_verdict *verdict)
{
    const empty *kernel = instance;
    verdict->value = (double)total->items;
    verdict->expected = (double)kernel->n;
    verdict->tolerance = 0.0;
}

PARBENCH_KERNEL("empty", .version = "1", .summary = "no work: the cost of dispatch and join",
                .license = "GPL-3.0-or-later", .item = "item", .create = create, .range = range,
                .check = check, .destroy = free);
