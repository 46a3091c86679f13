/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kernel pi: the integral of 4 / (1 + x^2) over [0, 1] by the midpoint rule with n points. Bound by
 * the divider; no memory traffic. The sum is divided by n in check, not multiplied by a rounded h.
 */
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "parbench/plugin.h"
#include "sums.h"

#define PI 3.14159265358979323846264338327950288L

/* From here on i + 0.5 is no longer exact. */
#define N_MAX (UINT64_C(1) << 52)

/* From here on the three terms of expected() are exact to the last bit of a double. */
#define SERIES_FROM 40

typedef struct pi {
    const parbench_host *host;
    const struct pi_loop *loop; /* NULL: plain */
    enum pi_variant variant;
    uint64_t n;
    double h;
} pi;

static const parbench_option options_table[] = {
    {.name = "variant",
     .type = PARBENCH_CHOICE,
     .default_value = "plain",
     .choices = "plain, compensated, simd, exact",
     .help = "how a worker adds up its points"},
    {.name = "isa",
     .type = PARBENCH_CHOICE,
     .default_value = "auto",
     .choices = PI_ISAS,
     .help = "instruction set of the vectors, which plain has not; auto: this CPU's best"},
    {.name = NULL},
};

/* ---- range ---------------------------------------------------------------------------------- */

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

/* Joined by the host, which loses nothing however many blocks and ranges a worker does. */
static void add_blocks(const pi *kernel, uint64_t begin, uint64_t end, parbench_partial *partial)
{
    while (begin < end) {
        uint64_t next = end - begin > PI_BLOCK ? begin + PI_BLOCK : end;
        parbench_partial block = {0};
        kernel->loop->sum(begin, next, kernel->h, &block);
        kernel->host->combine(partial, &block);
        begin = next;
    }
}

static void range(const void *instance, uint64_t begin, uint64_t end, parbench_partial *partial)
{
    const pi *kernel = instance;
    if (kernel->loop == NULL)
        partial->sum += sum_plain(begin, end, kernel->h);
    else
        add_blocks(kernel, begin, end, partial);
}

/* ---- check ---------------------------------------------------------------------------------- */

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
    long double square = (long double)n * (long double)n;
    return (double)(PI + (1 / (12 * square) - 31 / (16128 * square * square * square)));
}

/*
 * By variant, in units of pi u. `fixed`, at most: 3 for a term (4.5 at x = 1, but weighted by f), 2
 * for Kahan's sum, 1 each for sum + compensation, the division by n and expected(). simd has three
 * levels of fractions besides, with 9 above and 7 below. `walk`: points added up without
 * compensation, at most.
 */
static const struct {
    double fixed;
    uint64_t walk;
} accuracy[PI_VARIANTS] = {
    [PI_PLAIN] = {8, N_MAX},
    [PI_COMPENSATED] = {8, 0},
    [PI_SIMD] = {8 + 16, PI_BLOCK},
    [PI_EXACT] = {8, 0},
};

/*
 * pi u (fixed + 4 sqrt(L) + 2 log2(max(2, lanes))): a random walk along the longest chain of L
 * additions (one worker's; more workers only shorten it), and the joining of the lanes; neither
 * where all is compensated. (docs/methodology.md, 3.3; Higham & Mary 2019 for the random walk)
 */
static double tolerance(const pi *kernel)
{
    double in_pi_u = accuracy[kernel->variant].fixed;
    double lanes = kernel->loop ? kernel->loop->lanes : 1;
    double walk = fmin((double)kernel->n, (double)accuracy[kernel->variant].walk);
    if (walk > 0)
        in_pi_u += 4 * sqrt(walk / lanes) + 2 * log2(fmax(2, lanes));
    return (double)PI * (DBL_EPSILON / 2) * in_pi_u;
}

static double value_of_sum(const pi *kernel, const parbench_partial *total)
{
    return (total->sum + total->compensation) / (double)kernel->n;
}

/* 2 + (the sum of m) / n 2^-51, of which the quotient alone is rounded, to even: what is a whole
 * number of 2^-51 between 2 and 4 is a double. */
static double value_of_integer(const pi *kernel, const parbench_partial *total)
{
    __extension__ typedef unsigned __int128 wide;
    wide sum = (wide)total->int_high << 64 | total->int_low;
    wide mean = sum / kernel->n, rest = 2 * (sum % kernel->n);
    if (rest > kernel->n || (rest == kernel->n && mean % 2 == 1))
        mean++;
    return 2 + (double)mean * 0x1p-51;
}

static void check(const void *instance, const parbench_partial *total, parbench_verdict *verdict)
{
    const pi *kernel = instance;
    bool exact = kernel->variant == PI_EXACT;
    verdict->value = exact ? value_of_integer(kernel, total) : value_of_sum(kernel, total);
    verdict->expected = expected(kernel->n);
    verdict->tolerance = tolerance(kernel);
}

/* ---- life ----------------------------------------------------------------------------------- */

static int decline_isa(const parbench_host *host, const struct pi_isa *isa, parbench_error *error)
{
    char present[64];
    pi_isa_list(present, sizeof present);
    return host->fail(error, PARBENCH_UNSUPPORTED, "isa is %s; this CPU has %s", isa->name,
                      present);
}

static int create(const parbench_host *host, const parbench_value *options, uint64_t n,
                  void **instance, parbench_error *error)
{
    enum pi_variant variant = (enum pi_variant)options[0].i;
    const struct pi_isa *isa = pi_isa_of(options[1].i);
    if (n == 0 || n > N_MAX)
        return host->fail(error, PARBENCH_UNSUPPORTED, "n is %llu; it must be 1 to 2^52",
                          (unsigned long long)n);
    if (!isa->is_present())
        return decline_isa(host, isa, error);
    pi *kernel = malloc(sizeof(*kernel));
    if (kernel == NULL)
        return host->fail(error, PARBENCH_FAILED, "out of memory");
    *kernel = (pi){host, isa->loops[variant], variant, n, 1.0 / (double)n};
    *instance = kernel;
    return PARBENCH_OK;
}

/* 6 operations a point: i + 0.5, h * that, x * x, 1 + that, 4 / that, s + that; simd and exact
 * count as if they did the same. */
PARBENCH_KERNEL("pi", .version = "1", .summary = "pi by the midpoint rule",
                .license = "GPL-3.0-or-later", .options = options_table, .item = "point",
                .flops_per_item = 6, .bytes_per_item = 0, .create = create, .range = range,
                .check = check, .destroy = free);
