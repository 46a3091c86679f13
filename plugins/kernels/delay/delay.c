/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kernel delay: each item waits for `time` by the clock, whatever the processor does meanwhile. So
 * the answer is known: a call of n items takes n * time / workers, and what is more than that is
 * the backend's cost. Only the item counts that parbench_work keeps are checked.
 */
#include <stdlib.h>
#include <time.h>

#include "parbench/plugin.h"

typedef struct delay {
    uint64_t n;
    uint64_t time_ns;
} delay;

static const parbench_option options_table[] = {
    {.name = "time",
     .type = PARBENCH_DURATION,
     .default_value = "100us",
     .min = "1ns",
     .max = "1h",
     .help = "how long each item waits"},
    {.name = NULL},
};

static int create(const parbench_host *host, const parbench_value *options, uint64_t n,
                  void **instance, parbench_error *error)
{
    delay *kernel = malloc(sizeof(*kernel));
    if (kernel == NULL)
        return host->fail(error, PARBENCH_FAILED, "out of memory");
    *kernel = (delay){.n = n, .time_ns = options[0].u};
    *instance = kernel;
    return PARBENCH_OK;
}

static uint64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* Item k of the range ends at its beginning + (k + 1) * time: what one item is late, through the
 * clock's own cost or an interruption, the next ones are shorter. */
static void range(const void *instance, uint64_t begin, uint64_t end, parbench_partial *partial)
{
    const delay *kernel = instance;
    uint64_t due_ns = now_ns();
    (void)partial;
    for (uint64_t i = begin; i < end; i++) {
        due_ns += kernel->time_ns;
        while (now_ns() < due_ns) {
        }
    }
}

static void check(const void *instance, const parbench_partial *total, parbench_verdict *verdict)
{
    const delay *kernel = instance;
    verdict->value = (double)total->items;
    verdict->expected = (double)kernel->n;
    verdict->tolerance = 0.0;
}

PARBENCH_KERNEL("delay", .version = "1", .summary = "waits by the clock: the known answer",
                .license = "GPL-3.0-or-later", .options = options_table, .item = "delay",
                .create = create, .range = range, .check = check, .destroy = free);
