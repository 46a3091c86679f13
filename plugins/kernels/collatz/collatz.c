/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kernel collatz: item i is the number first + i, and its value the steps from there to 1, each of
 * which is x / 2 where x is even and 3 x + 1 where it is odd. Integers, and branches that no CPU
 * foresees; neighbours may differ by hundreds of steps. A number that 64 bits do not hold goes on
 * in 128.
 */
#include <math.h>
#include <stdlib.h>

#include "parbench/plugin.h"

/* A total below 2^53 is exact in a double. All starts are below 10^16, and none there takes more
 * than 1958 steps (delay records, Roosendaal): less than 2^42 x 2^11. */
#define FIRST_MAX "2^53"
#define N_MAX (UINT64_C(1) << 42)

/* Numbers in the table of create: 2 MiB. */
#define TABLE_MAX (UINT64_C(1) << 20)

__extension__ typedef unsigned __int128 wide;

/* The largest x of which 3 x + 1 fits into the type. */
#define ODD_MAX ((UINT64_MAX - 1) / 3)
#define WIDE_ODD_MAX ((~(wide)0 - 1) / 3)

/* So many steps, or more: not known, since 128 bits were not enough. */
#define LOST (UINT64_C(1) << 63)

typedef struct collatz {
    uint64_t n;
    uint64_t first;
    uint64_t expected;
} collatz;

static const parbench_option options_table[] = {
    {.name = "first",
     .type = PARBENCH_SIZE,
     .default_value = "1",
     .min = "1",
     .max = FIRST_MAX,
     .help = "the number with which item 0 starts"},
    {.name = NULL},
};

/* Beyond 64 bits and back. No start below 2^64 needs more than 126 bits (path records, Barina):
 * create relies on that, range checks it. */
typedef struct detour {
    uint64_t end;
    uint64_t steps;
} detour;

/* ---- step by step: range --------------------------------------------------------------------- */

/* Not taken for granted here: that 128 bits are enough. */
__attribute__((noinline)) static detour walk_wide(wide x)
{
    uint64_t steps = 0;
    do {
        if (x % 2 == 0)
            x /= 2;
        else if (x <= WIDE_ODD_MAX)
            x = 3 * x + 1;
        else
            return (detour){.end = 1, .steps = LOST};
        steps++;
    } while (x > UINT64_MAX);
    return (detour){.end = (uint64_t)x, .steps = steps};
}

static uint64_t walk(uint64_t start)
{
    uint64_t x = start, steps = 0;
    while (x != 1) {
        if (x % 2 == 0) {
            x /= 2;
            steps++;
        } else if (x <= ODD_MAX) {
            x = 3 * x + 1;
            steps++;
        } else {
            detour taken = walk_wide(x);
            x = taken.end;
            steps += taken.steps;
        }
    }
    return steps;
}

static void range(const void *instance, uint64_t begin, uint64_t end, parbench_partial *partial)
{
    const collatz *kernel = instance;
    uint64_t sum = 0;
    for (uint64_t i = begin; i < end; i++) {
        uint64_t steps = walk(kernel->first + i);
        if (steps >= LOST)
            partial->sum = NAN; /* no check lets that pass */
        sum += steps;
    }
    partial->int_low += sum;
    partial->int_high += partial->int_low < sum;
}

/* ---- in leaps: the expected total ------------------------------------------------------------ */

/* An odd step and all halvings behind it, until 64 bits hold the number. */
__attribute__((noinline)) static detour leap_wide(wide x)
{
    uint64_t steps = 0;
    do {
        x = 3 * x + 1;
        uint64_t low = (uint64_t)x, high = (uint64_t)(x >> 64);
        int zeros = low != 0 ? __builtin_ctzll(low) : 64 + __builtin_ctzll(high);
        x >>= zeros;
        steps += 1 + (uint64_t)zeros;
    } while (x > UINT64_MAX);
    return (detour){.end = (uint64_t)x, .steps = steps};
}

/* Until the table, which knows the numbers below `size`, has the rest. */
static uint64_t leap(const uint16_t *table, uint64_t size, uint64_t start)
{
    uint64_t x = start, steps = 0;
    for (;;) {
        int zeros = __builtin_ctzll(x);
        x >>= zeros;
        steps += (uint64_t)zeros;
        if (x < size)
            return steps + table[x];
        if (x <= ODD_MAX) {
            x = 3 * x + 1;
            steps++;
        } else {
            detour taken = leap_wide(x);
            x = taken.end;
            steps += taken.steps;
        }
    }
}

/* Each number from smaller ones; none below 2^20 takes more than 524 steps. Owned by the caller;
 * NULL: out of memory. */
static uint16_t *make_table(uint64_t size)
{
    uint16_t *table = malloc(size * sizeof *table);
    if (table == NULL)
        return NULL;
    table[1] = 0;
    for (uint64_t x = 2; x < size; x++)
        table[x] = (uint16_t)leap(table, x, x);
    return table;
}

/* A table of n numbers at most, so that it costs no more than it saves. Not 0: out of memory. */
static int sum_up(collatz *kernel)
{
    uint64_t size = kernel->n < TABLE_MAX ? kernel->n + 1 : TABLE_MAX;
    uint16_t *table = make_table(size);
    if (table == NULL)
        return -1;
    for (uint64_t i = 0; i < kernel->n; i++)
        kernel->expected += leap(table, size, kernel->first + i);
    free(table);
    return 0;
}

static int create(const parbench_host *host, const parbench_value *options, uint64_t n,
                  void **instance, parbench_error *error)
{
    if (n == 0 || n > N_MAX)
        return host->fail(error, PARBENCH_UNSUPPORTED, "n is %llu; it must be 1 to 2^42",
                          (unsigned long long)n);
    collatz *kernel = malloc(sizeof(*kernel));
    if (kernel == NULL)
        return host->fail(error, PARBENCH_FAILED, "out of memory");
    *kernel = (collatz){.n = n, .first = options[0].u};
    if (sum_up(kernel) != 0) {
        free(kernel);
        return host->fail(error, PARBENCH_FAILED, "out of memory");
    }
    *instance = kernel;
    return PARBENCH_OK;
}

/* A backend that cannot call range has its total in the sum. */
static void check(const void *instance, const parbench_partial *total, parbench_verdict *verdict)
{
    const collatz *kernel = instance;
    verdict->value = (double)total->int_low + 0x1p64 * (double)total->int_high + total->sum +
                     total->compensation;
    verdict->expected = (double)kernel->expected;
    verdict->tolerance = 0.0;
}

/* No operations: starts differ. */
PARBENCH_KERNEL("collatz", .version = "1", .summary = "steps to 1: branches without a pattern",
                .license = "GPL-3.0-or-later", .options = options_table, .item = "start",
                .create = create, .range = range, .check = check, .destroy = free);
