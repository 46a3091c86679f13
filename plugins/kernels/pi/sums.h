/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sums of kernel pi that are made of vectors. A loop adds up one block of points and is compiled
 * once for each instruction set; pi.c joins the blocks, isa.c knows which loops this CPU can run.
 */
#ifndef PARBENCH_PI_SUMS_H
#define PARBENCH_PI_SUMS_H

#include <stdbool.h>
#include <stddef.h>

#include "parbench/plugin.h"

/* Points of a block, at most: under 4096, so that the exact sum of a block fits into 64 bits, and
 * the same at each n, so that no chain of additions grows with n. It is a multiple of what any loop
 * does at once. */
#define PI_BLOCK 4032

/* Adds f of the points [begin, end), at most PI_BLOCK, to `block`, which is zero: to its sum, or to
 * its integer. h is 1/n. [any worker] */
typedef void pi_sum_fn(uint64_t begin, uint64_t end, double h, parbench_partial *block);

struct pi_loop {
    pi_sum_fn *sum;
    unsigned lanes; /* independent chains of additions */
};

/* In the order of option variant. */
enum pi_variant { PI_PLAIN, PI_COMPENSATED, PI_SIMD, PI_EXACT, PI_VARIANTS };

/* An instruction set, and the loops compiled for it: NULL for plain. */
struct pi_isa {
    const char *name;
    bool (*is_present)(void); /* on this CPU */

    const struct pi_loop *loops[PI_VARIANTS];
};

/* The values of option isa, and what a value stands for, which this CPU may lack. */
#define PI_ISAS "auto, baseline, avx2, avx512"
const struct pi_isa *pi_isa_of(int64_t choice);

/* "baseline, avx2": what this CPU has. */
void pi_isa_list(char *text, size_t size);

#endif
