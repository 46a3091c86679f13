/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kernel triad: a[i] = b[i] + s * c[i] on doubles, the triad of STREAM (McCalpin 1995). Bound by
 * the memory's bandwidth where the arrays are larger than the caches. The sum of a is the value: it
 * is added up in registers in the same pass, so it moves no memory, and it is exact.
 */
#include <stdlib.h>

#include "parbench/plugin.h"

/* Data are integers: b counts from 1 to B_PERIOD again and again, c counts those periods modulo
 * C_PERIOD. Both are prime, and together they repeat after a million items: a range that is shifted
 * or done twice adds up to something else. */
#define B_PERIOD 1021
#define C_PERIOD 1019

/* a <= B_PERIOD + 7 C_PERIOD < 2^13: up to here every sum is an integer below 2^53, hence exact in
 * any order. */
#define N_MAX (UINT64_C(1) << 40)

/* Independent chains of additions, so that the sum does not wait for itself; and the doubles in a
 * line of the cache, at which each array begins. */
#define LANES 8

typedef struct triad {
    uint64_t n;
    uint64_t scalar;
    double *a;
    double *b;
    double *c;
} triad;

static const parbench_option options_table[] = {
    {.name = "scalar",
     .type = PARBENCH_SIZE,
     .default_value = "3",
     .min = "1",
     .max = "7",
     .help = "s of a = b + s * c, a whole number"},
    {.name = NULL},
};

/* Untouched here: each worker, or rank, gets pages for its own part only. */
static double *take_arrays(const parbench_host *host, uint64_t stride)
{
    size_t bytes;
    return __builtin_mul_overflow(stride, 3 * sizeof(double), &bytes) ? NULL : host->shared(bytes);
}

static int create(const parbench_host *host, const parbench_value *options, uint64_t n,
                  void **instance, parbench_error *error)
{
    if (n == 0 || n > N_MAX)
        return host->fail(error, PARBENCH_UNSUPPORTED, "n is %llu; it must be 1 to 2^40",
                          (unsigned long long)n);
    uint64_t stride = (n + LANES - 1) / LANES * LANES;
    double *a = take_arrays(host, stride);
    if (a == NULL)
        return host->fail(error, PARBENCH_FAILED,
                          "out of memory: n is %llu, and an item takes 24 bytes",
                          (unsigned long long)n);
    triad *kernel = malloc(sizeof(*kernel));
    if (kernel == NULL)
        return host->fail(error, PARBENCH_FAILED, "out of memory");
    *kernel = (triad){n, options[0].u, a, a + stride, a + 2 * stride};
    *instance = kernel;
    return PARBENCH_OK;
}

static void prepare_range(const void *instance, uint64_t begin, uint64_t end,
                          parbench_partial *partial)
{
    const triad *kernel = instance;
    (void)partial;
    for (uint64_t i = begin; i < end; i++) {
        kernel->a[i] = 0.0;
        kernel->b[i] = (double)(1 + i % B_PERIOD);
        kernel->c[i] = (double)(i / B_PERIOD % C_PERIOD);
    }
}

static double run_triad(double *restrict a, const double *restrict b, const double *restrict c,
                        double s, uint64_t count)
{
    double sums[LANES] = {0.0}, sum = 0.0;
    uint64_t i = 0;
    for (; count - i >= LANES; i += LANES)
        for (unsigned lane = 0; lane < LANES; lane++) {
            a[i + lane] = b[i + lane] + s * c[i + lane];
            sums[lane] += a[i + lane];
        }
    for (; i < count; i++) {
        a[i] = b[i] + s * c[i];
        sum += a[i];
    }
    for (unsigned lane = 0; lane < LANES; lane++)
        sum += sums[lane];
    return sum;
}

static void range(const void *instance, uint64_t begin, uint64_t end, parbench_partial *partial)
{
    const triad *kernel = instance;
    partial->sum += run_triad(kernel->a + begin, kernel->b + begin, kernel->c + begin,
                              (double)kernel->scalar, end - begin);
}

/* Sum of i mod period over [0, n). */
static uint64_t sum_modulo(uint64_t n, uint64_t period)
{
    uint64_t rest = n % period;
    return n / period * (period * (period - 1) / 2) + rest * (rest - 1) / 2;
}

static uint64_t expected(const triad *kernel)
{
    uint64_t periods = kernel->n / B_PERIOD, rest = kernel->n % B_PERIOD;
    uint64_t sum_b = kernel->n + sum_modulo(kernel->n, B_PERIOD);
    uint64_t sum_c = B_PERIOD * sum_modulo(periods, C_PERIOD) + rest * (periods % C_PERIOD);
    return sum_b + kernel->scalar * sum_c;
}

static void check(const void *instance, const parbench_partial *total, parbench_verdict *verdict)
{
    verdict->value = total->sum + total->compensation;
    verdict->expected = (double)expected(instance);
    verdict->tolerance = 0.0;
}

/* As STREAM counts: 2 operations, not the one of the sum; two loads and a store of 8 bytes, not the
 * load of a's line that most processors add. */
PARBENCH_KERNEL("triad", .version = "1", .summary = "STREAM triad: the memory's bandwidth",
                .license = "GPL-3.0-or-later", .options = options_table, .item = "element",
                .flops_per_item = 2, .bytes_per_item = 24, .create = create, .range = range,
                .prepare_range = prepare_range, .check = check, .destroy = free);
