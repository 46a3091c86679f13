/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two series compared round by round: what slows a whole round down is in both and cancels. */
#ifndef PARBENCH_ANALYSIS_PAIR_H
#define PARBENCH_ANALYSIS_PAIR_H

#include "analysis/series.h"
#include "base/quantile.h"

/* Of two times. */
struct ratio {
    double value;             /* exp of the median of ln(a / b); NaN without a common round */
    struct interval interval; /* 95 %, by order statistics; NaN under 6 common rounds */
    size_t rounds;            /* that both have */
};

/* Time of a / time of b. The median of the differences and its exact interval hold whatever the two
 * distributions are. Walsh averages with the signed-rank interval are narrower where noise is mild,
 * but assume that the differences are symmetric, which they are not where one side is noisier than
 * the other: tests/unit/coverage.c. (methodology 1.6, 2.1) */
struct ratio pair_ratio(const struct series *a, const struct series *b);

#endif
