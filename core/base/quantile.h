/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Medians and their exact intervals. NaN stands for "not available". */
#ifndef PARBENCH_BASE_QUANTILE_H
#define PARBENCH_BASE_QUANTILE_H

#include <stddef.h>

struct interval {
    double lo;
    double hi;
};

/* Sorts the values. The mean of the two middle ones where their number is even; NaN of none. */
double quantile_median(double *values, size_t count);

/* The distribution-free interval of the median by order statistics: ranks j and n + 1 - j with the
 * largest j for which P(Bin(n, 1/2) <= j - 1) <= (1 - level) / 2. NaN where n is too small (under 6
 * at 95 %). `sorted` is as quantile_median leaves it. (methodology 1.5; e.g. Conover, Practical
 * Nonparametric Statistics, 3.2) */
struct interval quantile_median_interval(const double *sorted, size_t count, double level);

double quantile_mean(const double *values, size_t count);

/* Standard deviation with count - 1; NaN under 2. */
double quantile_deviation(const double *values, size_t count);

#endif
