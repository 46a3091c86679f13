/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/quantile.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>
#include <math.h>

double quantile_median(double *values, size_t count)
{
    if (count == 0)
        return NAN;
    gsl_sort(values, 1, count);
    return gsl_stats_median_from_sorted_data(values, 1, count);
}

struct interval quantile_median_interval(const double *sorted, size_t count, double level)
{
    size_t rank = 0; /* j, from 1; 0: none */
    while (rank < count / 2 &&
           gsl_cdf_binomial_P((unsigned)rank, 0.5, (unsigned)count) <= (1 - level) / 2)
        rank++;
    if (rank == 0)
        return (struct interval){NAN, NAN};
    return (struct interval){sorted[rank - 1], sorted[count - rank]};
}

double quantile_mean(const double *values, size_t count)
{
    return count ? gsl_stats_mean(values, 1, count) : NAN;
}

double quantile_deviation(const double *values, size_t count)
{
    return count > 1 ? gsl_stats_sd(values, 1, count) : NAN;
}
