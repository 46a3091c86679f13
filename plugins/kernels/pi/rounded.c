/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sums of pi that round: `compensated` makes up for it, `simd` is quick. Never compile this
 * with -fassociative-math, which removes the compensation; contracting x * x + 1 is welcome.
 */
#include "sums.h"
#include "vectors.h"

/* Each element, or 0 where the mask has no bits. */
static inline doubles masked(doubles vector, words mask)
{
    return (doubles)((words)vector & mask);
}

/* ---- compensated ---------------------------------------------------------------------------- */

/* Kahan's sum in each lane: `sum` is too large by `excess`. */
typedef struct kahan {
    doubles sum, excess;
} kahan;

static inline void add(kahan *to, doubles terms)
{
    doubles corrected = terms - to->excess;
    doubles sum = to->sum + corrected;
    to->excess = (sum - to->sum) - corrected;
    to->sum = sum;
}

/* Knuth's sum of two, which is without error. */
static inline void add_exactly(parbench_partial *to, double term)
{
    double sum = to->sum + term, added = sum - to->sum;
    to->compensation += (to->sum - (sum - added)) + (term - added);
    to->sum = sum;
}

/* The four additions of add() wait for each other: several chains, to hide under the divisions. */
enum { chains = 4, chains_step = chains * WIDTH };

static void sum_compensated(uint64_t begin, uint64_t end, double h, parbench_partial *block)
{
    kahan sums[chains] = {{{0}, {0}}};
    doubles middles = middles_from(begin);
    uint64_t i = begin;
    for (; end - i >= chains_step; i += chains_step)
        for (int k = 0; k < chains; k++, middles += WIDTH)
            add(&sums[k], 4.0 / denominators(middles, h));
    for (; i < end; i += WIDTH, middles += WIDTH)
        add(&sums[0], masked(4.0 / denominators(middles, h), are_before(middles, end)));
    for (int k = 0; k < chains; k++)
        for (int lane = 0; lane < WIDTH; lane++)
            add_exactly(block, sums[k].sum[lane]);
}

const struct pi_loop OF_ISA(pi_compensated_) = {sum_compensated, chains_step};

/* ---- simd ----------------------------------------------------------------------------------- */

/* One division for so many vectors, because it takes longer than all the rest of them. */
enum { group = 8, group_step = group * WIDTH };

typedef struct fraction {
    doubles above, below;
} fraction;

/* Denominators are products of at most `group` numbers between 1 and 2. */
static inline fraction plus(fraction a, fraction b)
{
    return (fraction){a.above * b.below + b.above * a.below, a.below * b.below};
}

static inline doubles sum_of_group(doubles middles, double h)
{
    fraction terms[group];
    for (int k = 0; k < group; k++, middles += WIDTH)
        terms[k] = (fraction){(doubles){0} + 1.0, denominators(middles, h)};
    for (int count = group / 2; count > 0; count /= 2)
        for (int k = 0; k < count; k++)
            terms[k] = plus(terms[k], terms[k + count]);
    return terms[0].above / terms[0].below;
}

static void sum_simd(uint64_t begin, uint64_t end, double h, parbench_partial *block)
{
    doubles sums = {0};
    doubles middles = middles_from(begin);
    uint64_t i = begin;
    for (; end - i >= group_step; i += group_step, middles += group_step)
        sums += sum_of_group(middles, h);
    for (; i < end; i += WIDTH, middles += WIDTH)
        sums += masked(1.0 / denominators(middles, h), are_before(middles, end));
    for (int lane = 0; lane < WIDTH; lane++)
        block->sum += 4.0 * sums[lane];
}

const struct pi_loop OF_ISA(pi_simd_) = {sum_simd, WIDTH};
