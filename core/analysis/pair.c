/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/pair.h"

#include <math.h>
#include <stdlib.h>

#include "base/text.h"

static const double level = 0.95;

/* ln(a / b) of each round that both have; returns their number. */
static size_t differences(const struct series *a, const struct series *b, double *logs)
{
    size_t used = 0;
    for (size_t i = 0, j = 0; i < a->round_count && j < b->round_count;) {
        if (a->rounds[i] == b->rounds[j])
            logs[used++] = log(a->medians[i++] / b->medians[j++]);
        else if (a->rounds[i] < b->rounds[j])
            i++;
        else
            j++;
    }
    return used;
}

struct ratio pair_ratio(const struct series *a, const struct series *b)
{
    double *logs = xcalloc(a->round_count, sizeof *logs);
    size_t rounds = differences(a, b, logs);
    double median = quantile_median(logs, rounds);
    struct interval interval = quantile_median_interval(logs, rounds, level);
    free(logs);
    return (struct ratio){exp(median), {exp(interval.lo), exp(interval.hi)}, rounds};
}
