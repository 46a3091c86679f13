/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kernel pi: the integral of 4 / (1 + x^2) over [0, 1] by the midpoint rule with n points. Bound by
 * the divider; no memory traffic. The sum is divided by n in check, not multiplied by a rounded h.
 */
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "parbench/plugin.h"

#define PI 3.14159265358979323846

/* From here on i + 0.5 is no longer exact. */
#define N_MAX (UINT64_C(1) << 52)

/* From here on the three terms of expected() are exact to the last bit of a double. */
#define SERIES_FROM 20

typedef double sum_fn(uint64_t begin, uint64_t end, double h);

typedef struct variant {
    sum_fn *sum;
    unsigned lanes; /* independent chains of additions within one range */
} variant;

typedef struct pi {
    const variant *variant;
    uint64_t n;
    double h;
} pi;

/* A signed index, because x86 converts a signed integer in one instruction. */
static double sum_plain(uint64_t begin, uint64_t end, double h)
{
    double s = 0.0;
    for (uint64_t i = begin; i < end; i++) {
        double x = h * ((double)(int64_t)i + 0.5);
        s += 4.0 / (1.0 + x * x);
    }
    return s;
}

/* All variants, one row each: name, function, lanes. Rows are separated by THEN. */
#define VARIANTS(ROW, THEN) ROW("plain", sum_plain, 1)

#define AS_ENTRY(name, function, lanes) {function, lanes},
#define AS_NAME(name, function, lanes) name

static const variant variants[] = {VARIANTS(AS_ENTRY, )};

static const parbench_option options_table[] = {
    {.name = "variant",
     .type = PARBENCH_CHOICE,
     .default_value = "plain",
     .choices = VARIANTS(AS_NAME, ", "),
     .help = "how a worker adds up its points"},
    {.name = NULL},
};

static int create(const parbench_host *host, const parbench_value *options, uint64_t n,
                  void **instance, parbench_error *error)
{
    if (n == 0 || n > N_MAX)
        return host->fail(error, PARBENCH_UNSUPPORTED, "n is %llu; it must be 1 to 2^52",
                          (unsigned long long)n);
    pi *kernel = malloc(sizeof(*kernel));
    if (kernel == NULL)
        return host->fail(error, PARBENCH_FAILED, "out of memory");
    *kernel = (pi){.variant = &variants[options[0].i], .n = n, .h = 1.0 / (double)n};
    *instance = kernel;
    return PARBENCH_OK;
}

static void range(const void *instance, uint64_t begin, uint64_t end, parbench_partial *partial)
{
    const pi *kernel = instance;
    partial->sum += kernel->variant->sum(begin, end, kernel->h);
}

/* The midpoint sum itself, compensated (Kahan). */
static double midpoint_direct(uint64_t n)
{
    long double sum = 0, lost = 0;
    for (uint64_t i = 0; i < n; i++) {
        long double x = ((long double)i + 0.5L) / (long double)n;
        long double term = 4 / (1 + x * x) - lost;
        long double next = sum + term;
        lost = (next - sum) - term;
        sum = next;
    }
    return (double)(sum / (long double)n);
}

/*
 * What the midpoint rule gives, which is not pi: pi + 1/(12 n^2) - 31/(16128 n^6) + O(n^-10), from
 * Euler-Maclaurin with f'(1) - f'(0) = -2, f''' equal at both ends and f^(5)(1) = 60. Comparing
 * with pi would call a wrong sum right. (docs/methodology.md, 3.1)
 */
static double expected(uint64_t n)
{
    if (n < SERIES_FROM)
        return midpoint_direct(n);
    double square = (double)n * (double)n;
    return PI + (1.0 / (12.0 * square) - 31.0 / (16128.0 * square * square * square));
}

/*
 * pi u (8 + 4 sqrt(L) + 2 log2(max(2, lanes))): 8 u for the terms and the last roundings, a random
 * walk along the longest chain of L additions (one worker's; more workers only shorten it), and
 * the joining of the lanes. (docs/methodology.md, 3.3; Higham & Mary 2019 for the random walk)
 */
static double tolerance(uint64_t n, unsigned lanes)
{
    double u = DBL_EPSILON / 2, chain = (double)n / lanes;
    return PI * u * (8 + 4 * sqrt(chain) + 2 * log2(fmax(2, lanes)));
}

static void check(const void *instance, const parbench_partial *total, parbench_verdict *verdict)
{
    const pi *kernel = instance;
    verdict->value = (total->sum + total->compensation) / (double)kernel->n;
    verdict->expected = expected(kernel->n);
    verdict->tolerance = tolerance(kernel->n, kernel->variant->lanes);
}

/* 6 operations a point: i + 0.5, h * that, x * x, 1 + that, 4 / that, s + that. */
PARBENCH_KERNEL("pi", .version = "1", .summary = "pi by the midpoint rule",
                .license = "GPL-3.0-or-later", .options = options_table, .item = "point",
                .flops_per_item = 6, .bytes_per_item = 0, .create = create, .range = range,
                .check = check, .destroy = free);
