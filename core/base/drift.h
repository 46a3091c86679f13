/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Did a series of values change while it was measured? For one value a round, in the order of the
 * rounds: of the sentinel, or of a cell. (methodology 1.10) */
#ifndef PARBENCH_BASE_DRIFT_H
#define PARBENCH_BASE_DRIFT_H

#include <stdbool.h>
#include <stddef.h>

/* NaN under 3 values, and where all are equal; then nothing drifts. */
struct drift {
    double spearman; /* rank correlation of value and time */
    double spearman_p;
    double pettitt_p; /* of a change from one level to another */
    double lag1;      /* correlation of neighbours */
    bool drifts;      /* spearman_p < 0.01 or pettitt_p < 0.01; never under 9 values */
    bool correlated;  /* lag1 > 0.3, and more than chance explains: > 2 / sqrt(count) */
};

/* spearman_p: two-sided, of t = rho sqrt((n - 2) / (1 - rho^2)) with n - 2 degrees of freedom.
 * pettitt_p = 2 exp(-6 K^2 / (n^3 + n^2)), at most 1, where K is the largest |U_t| and U_t the sum
 * of sgn(x_j - x_i) over i <= t < j (Pettitt, Applied Statistics 28, 1979); under 16 values it
 * cannot fall below 0.01.
 *
 * Under 9 values the distribution of t is far from Student's: 3 values are in order by chance once
 * in three times.
 *
 * There is no limit for rho alone: |rho| > 0.5 happens by chance in one of six series of 9
 * values, and from 26 on it implies p < 0.01. */
struct drift drift_test(const double *values, size_t count);

/* How many independent values say as much about the median as `count` of which neighbours correlate
 * by lag1: count (1 - lag1) / (1 + lag1); `count` where lag1 is not positive. */
double drift_effective_count(double lag1, size_t count);

#endif
