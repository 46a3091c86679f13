/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sum of pi that has the same bits whatever the order, the split and the width of the vectors.
 * f = 4 / (1 + x^2), rounded at each step, is 2 + m 2^-51 with the integer m = bits(f) - bits(2.0),
 * 0 <= m <= 2^52; so the m are added as integers, and nothing is rounded. (docs/methodology.md,
 * 3.6) No step may be left out: compile this with -ffp-contract=off.
 */
#include "sums.h"
#include "vectors.h"

enum { vectors = 2, step = vectors * WIDTH };

#define BITS_OF_2 UINT64_C(0x4000000000000000)

static inline words bits_of_terms(doubles middles, double h)
{
    return (words)(4.0 / denominators(middles, h));
}

/* Modulo 2^64; the bits of 2.0 are subtracted once for all points. */
static void sum_exact(uint64_t begin, uint64_t end, double h, parbench_partial *block)
{
    words sums[vectors] = {{0}};
    doubles middles = middles_from(begin);
    uint64_t i = begin;
    for (; end - i >= step; i += step)
        for (int k = 0; k < vectors; k++, middles += WIDTH)
            sums[k] += bits_of_terms(middles, h);
    for (; i < end; i += WIDTH, middles += WIDTH)
        sums[0] += bits_of_terms(middles, h) & are_before(middles, end);
    sums[0] += sums[1];
    block->int_low = 0 - (end - begin) * BITS_OF_2;
    for (int lane = 0; lane < WIDTH; lane++)
        block->int_low += sums[0][lane];
}

const struct pi_loop OF_ISA(pi_exact_) = {sum_exact, step};
