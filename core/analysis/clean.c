/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/clean.h"

#include <math.h>
#include <stdlib.h>

#include "base/quantile.h"

enum { least_rounds = 6 }; /* as many as an interval needs */

/* Flags of the visit lines in rows [begin, end). */
static unsigned visit_flags(const struct series *series, size_t begin, size_t end)
{
    unsigned flags = 0;
    for (size_t i = begin; i < end; i++)
        if (series->samples[i]->phase == PHASE_VISIT)
            flags |= series->samples[i]->flags;
    return flags;
}

/* Puts the clean samples of one round into `values`; adds its samples to *samples. */
static size_t collect(const struct series *series, size_t begin, size_t end, double *values,
                      size_t *samples)
{
    unsigned flags = visit_flags(series, begin, end);
    size_t clean = 0;
    for (size_t i = begin; i < end; i++) {
        const struct sample *sample = series->samples[i];
        if (!series_is_timed(sample, PHASE_CALL))
            continue;
        (*samples)++;
        if ((sample->flags | flags) == 0)
            values[clean++] = series_call_ns(sample);
    }
    return clean;
}

struct clean clean_make(const struct series *series)
{
    struct clean clean = {NAN, NAN};
    double *values = xcalloc(series->count, sizeof *values);
    double *medians = xcalloc(series->count, sizeof *medians);
    size_t samples = 0, unflagged = 0, rounds = 0;
    for (size_t begin = 0, end; begin < series->count; begin = end) {
        end = series_round_end(series, begin);
        size_t count = collect(series, begin, end, values, &samples);
        unflagged += count;
        if (count > 0)
            medians[rounds++] = quantile_median(values, count);
    }
    if (samples > 0)
        clean.flagged_share = (double)(samples - unflagged) / (double)samples;
    if (rounds >= least_rounds)
        clean.time_ns = quantile_median(medians, rounds);
    free(values);
    free(medians);
    return clean;
}
