/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/drift.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics.h>
#include <math.h>
#include <stdlib.h>

#include "base/text.h"

static const double rare = 0.01;
enum { least_count = 9 };

static double rank_correlation(const double *values, size_t count)
{
    double *order = xcalloc(count, sizeof *order), *work = xcalloc(2 * count, sizeof *work);
    for (size_t i = 0; i < count; i++)
        order[i] = (double)i;
    double rho = gsl_stats_spearman(order, 1, values, 1, count, work);
    free(order);
    free(work);
    return rho;
}

static double rank_correlation_p(double rho, size_t count)
{
    double freedom = (double)count - 2, left = 1 - rho * rho;
    if (left <= 0) /* a perfect order, give or take a rounding */
        return 0;
    return 2 * gsl_cdf_tdist_Q(fabs(rho) * sqrt(freedom / left), freedom);
}

static double change_point_p(const double *values, size_t count)
{
    double n = (double)count, sum = 0, largest = 0;
    for (size_t t = 0; t < count; t++) {
        for (size_t i = 0; i < count; i++)
            sum += (values[i] > values[t]) - (values[i] < values[t]);
        largest = fmax(largest, fabs(sum));
    }
    return fmin(1, 2 * exp(-6 * largest * largest / (n * n * n + n * n)));
}

static bool is_constant(const double *values, size_t count)
{
    double least, most;
    gsl_stats_minmax(&least, &most, values, 1, count);
    return least >= most;
}

struct drift drift_test(const double *values, size_t count)
{
    if (count < 3 || is_constant(values, count))
        return (struct drift){NAN, NAN, NAN, NAN, false, false};
    double rho = rank_correlation(values, count);
    struct drift drift = {.spearman = rho,
                          .spearman_p = rank_correlation_p(rho, count),
                          .pettitt_p = change_point_p(values, count),
                          .lag1 = gsl_stats_lag1_autocorrelation(values, 1, count)};
    drift.drifts = count >= least_count && (drift.spearman_p < rare || drift.pettitt_p < rare);
    drift.correlated = drift.lag1 > fmax(0.3, 2 / sqrt((double)count));
    return drift;
}

double drift_effective_count(double lag1, size_t count)
{
    return lag1 > 0 ? (double)count * (1 - lag1) / (1 + lag1) : (double)count;
}
