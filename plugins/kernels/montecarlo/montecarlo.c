/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kernel montecarlo: pi by n random points of the unit square, of which pi / 4 lie within the
 * quarter circle. Bound by integer multiplications. The generator has no state: point i is a
 * function of seed and i, so every split and order counts the same hits.
 */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "parbench/plugin.h"

#define PI 3.14159265358979323846

/* Counts stay exact in a double. */
#define N_MAX (UINT64_C(1) << 53)

/* Up to here create counts the hits itself, one point after the other: some 10 ms at most. */
#define COUNTED_MAX (UINT64_C(1) << 20)

/* Standard deviations; see tolerance(). */
#define DEVIATIONS 6.5

typedef struct montecarlo {
    uint64_t n;
    uint64_t seed;
    uint64_t hits; /* of all n points; 0 where n is larger than COUNTED_MAX */
} montecarlo;

static const parbench_option options_table[] = {
    {.name = "seed",
     .type = PARBENCH_SIZE,
     .default_value = "1",
     .help = "key of the random numbers: each gives other points"},
    {.name = NULL},
};

typedef struct block {
    uint32_t word[4];
} block;

/* Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3",
 * SC '11. */
static block philox(block counter, uint64_t key)
{
    uint32_t key0 = (uint32_t)key, key1 = (uint32_t)(key >> 32);
    for (int round = 0; round < 10; round++) {
        uint64_t product0 = UINT64_C(0xD2511F53) * counter.word[0];
        uint64_t product1 = UINT64_C(0xCD9E8D57) * counter.word[2];
        counter =
            (block){{(uint32_t)(product1 >> 32) ^ counter.word[1] ^ key0, (uint32_t)product1,
                     (uint32_t)(product0 >> 32) ^ counter.word[3] ^ key1, (uint32_t)product0}};
        key0 += UINT32_C(0x9E3779B9);
        key1 += UINT32_C(0xBB67AE85);
    }
    return counter;
}

/* 53 bits: a multiple of 2^-53 in [0, 1). Signed, because x86 converts that in one instruction. */
static double to_unit(uint32_t low, uint32_t high)
{
    uint64_t bits = (uint64_t)high << 32 | low;
    return (double)(int64_t)(bits >> 11) * 0x1p-53;
}

static uint64_t count_hits(uint64_t seed, uint64_t begin, uint64_t end)
{
    uint64_t hits = 0;
    for (uint64_t i = begin; i < end; i++) {
        block random = philox((block){{(uint32_t)i, (uint32_t)(i >> 32), 0, 0}}, seed);
        double x = to_unit(random.word[0], random.word[1]);
        double y = to_unit(random.word[2], random.word[3]);
        hits += x * x + y * y < 1.0;
    }
    return hits;
}

static int create(const parbench_host *host, const parbench_value *options, uint64_t n,
                  void **instance, parbench_error *error)
{
    if (n == 0 || n > N_MAX)
        return host->fail(error, PARBENCH_UNSUPPORTED, "n is %llu; it must be 1 to 2^53",
                          (unsigned long long)n);
    montecarlo *kernel = malloc(sizeof(*kernel));
    if (kernel == NULL)
        return host->fail(error, PARBENCH_FAILED, "out of memory");
    *kernel = (montecarlo){.n = n, .seed = options[0].u};
    if (n <= COUNTED_MAX)
        kernel->hits = count_hits(kernel->seed, 0, n);
    *instance = kernel;
    return PARBENCH_OK;
}

static void range(const void *instance, uint64_t begin, uint64_t end, parbench_partial *partial)
{
    const montecarlo *kernel = instance;
    uint64_t hits = count_hits(kernel->seed, begin, end);
    partial->int_low += hits;
    partial->int_high += partial->int_low < hits;
}

/* A backend that cannot call range has the hits of its own points in the sum. */
static double hits_of(const parbench_partial *total)
{
    return (double)total->int_low + 0x1p64 * (double)total->int_high + total->sum +
           total->compensation;
}

/*
 * Hits are binomial, so 4 hits / n has the standard deviation sqrt(pi (4 - pi) / n) = 1.64 /
 * sqrt(n). More than 6.5 of them happen with a probability of 8e-11: of 10^9 seeds not one calls a
 * right program wrong. (docs/methodology.md, 3.7)
 */
static double tolerance(uint64_t n)
{
    return DEVIATIONS * sqrt(PI * (4.0 - PI) / (double)n);
}

static void check(const void *instance, const parbench_partial *total, parbench_verdict *verdict)
{
    const montecarlo *kernel = instance;
    bool own = total->int_low == 0 && total->int_high == 0 && total->sum > 0;
    bool counted = kernel->n <= COUNTED_MAX && !own;
    verdict->value = 4.0 * hits_of(total) / (double)kernel->n;
    verdict->expected = counted ? 4.0 * (double)kernel->hits / (double)kernel->n : PI;
    verdict->tolerance = counted ? 0.0 : tolerance(kernel->n);
}

/* No operations: those on doubles are the smaller part. */
PARBENCH_KERNEL("montecarlo", .version = "1", .summary = "pi by random points",
                .license = "GPL-3.0-or-later", .options = options_table, .item = "point",
                .create = create, .range = range, .check = check, .destroy = free);
