/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kernel mandelbrot: item i is a row of an image of the Mandelbrot set, n rows over -2 <= x <= 0.5
 * and -1.25 <= y <= 1.25; the value is the sum of all iteration counts. Rows cost very differently,
 * so an equal split is not a fair one. They are numbered from both edges to the middle (top,
 * bottom, next to the top, ...), that is by growing cost; from top to bottom two equal halves would
 * be fair.
 */
#include <stdlib.h>

#include "parbench/plugin.h"

/* Sums up to here are exact in a double. */
#define TOTAL_MAX (UINT64_C(1) << 53)

typedef struct mandelbrot {
    uint64_t n;
    uint64_t width;
    uint64_t limit;
    uint64_t expected;
} mandelbrot;

static const parbench_option options_table[] = {
    {.name = "width",
     .type = PARBENCH_SIZE,
     .default_value = "256",
     .min = "1",
     .max = "64Ki",
     .help = "pixels in a row"},
    {.name = "limit",
     .type = PARBENCH_SIZE,
     .default_value = "256",
     .min = "1",
     .max = "1e9",
     .help = "iterations after which a pixel is given up"},
    {.name = NULL},
};

/* Of z^2 + c from 0, until |z| > 2. */
static uint64_t iterations(double c_x, double c_y, uint64_t limit)
{
    double x = 0.0, y = 0.0, xx = 0.0, yy = 0.0;
    uint64_t count = 0;
    while (count < limit && xx + yy <= 4.0) {
        y = 2.0 * x * y + c_y;
        x = xx - yy + c_x;
        xx = x * x;
        yy = y * y;
        count++;
    }
    return count;
}

/* Rows 2 k and 2 k + 1 are mirror images: y and -y. For an odd n the last is y = 0. */
static double row_y(uint64_t n, uint64_t row)
{
    double y = 1.25 * (1.0 - (double)(2 * (row / 2) + 1) / (double)n);
    return row % 2 == 0 ? y : -y;
}

/* Never inlined: the same object code for range and for expected. */
__attribute__((noinline)) static uint64_t sum_row(const mandelbrot *kernel, uint64_t row)
{
    double c_y = row_y(kernel->n, row);
    uint64_t sum = 0;
    for (uint64_t pixel = 0; pixel < kernel->width; pixel++) {
        double c_x = -2.0 + 2.5 * (((double)pixel + 0.5) / (double)kernel->width);
        sum += iterations(c_x, c_y, kernel->limit);
    }
    return sum;
}

/*
 * One row of each pair, twice. -y gives the same counts as y to the last bit: where y changes its
 * sign, c_y and the product x * y change theirs, and rounding to nearest is the same on both sides
 * of 0, with fused operations too. Takes half the time of a serial call, in each visit.
 */
static uint64_t sum_image(const mandelbrot *kernel)
{
    uint64_t sum = 0;
    for (uint64_t row = 0; row < kernel->n; row += 2)
        sum += sum_row(kernel, row) * (row + 1 < kernel->n ? 2 : 1);
    return sum;
}

static int create(const parbench_host *host, const parbench_value *options, uint64_t n,
                  void **instance, parbench_error *error)
{
    uint64_t width = options[0].u, limit = options[1].u;
    uint64_t n_max = TOTAL_MAX / (width * limit);
    if (n == 0 || n > n_max)
        return host->fail(error, PARBENCH_UNSUPPORTED,
                          "n is %llu; with this width and limit it must be 1 to %llu",
                          (unsigned long long)n, (unsigned long long)n_max);
    mandelbrot *kernel = malloc(sizeof(*kernel));
    if (kernel == NULL)
        return host->fail(error, PARBENCH_FAILED, "out of memory");
    *kernel = (mandelbrot){.n = n, .width = width, .limit = limit};
    kernel->expected = sum_image(kernel);
    *instance = kernel;
    return PARBENCH_OK;
}

static void range(const void *instance, uint64_t begin, uint64_t end, parbench_partial *partial)
{
    const mandelbrot *kernel = instance;
    uint64_t sum = 0;
    for (uint64_t row = begin; row < end; row++)
        sum += sum_row(kernel, row);
    partial->int_low += sum;
    partial->int_high += partial->int_low < sum;
}

/* A backend that cannot call range has its total in the sum. */
static void check(const void *instance, const parbench_partial *total, parbench_verdict *verdict)
{
    const mandelbrot *kernel = instance;
    verdict->value = (double)total->int_low + 0x1p64 * (double)total->int_high + total->sum +
                     total->compensation;
    verdict->expected = (double)kernel->expected;
    verdict->tolerance = 0.0;
}

/* No operations: rows differ. */
PARBENCH_KERNEL("mandelbrot", .version = "1", .summary = "rows of unequal cost: load balance",
                .license = "GPL-3.0-or-later", .options = options_table, .item = "row",
                .create = create, .range = range, .check = check, .destroy = free);
