/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/sentinel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/series.h"
#include "base/quantile.h"
#include "base/text.h"

/* One median a round, in the order of the rounds; returns how many. The rows of a round stand
 * together. */
static size_t find_medians(const struct samples *samples, double *medians)
{
    double *values = xcalloc(samples->count, sizeof *values);
    size_t rounds = 0;
    for (size_t i = 0; i < samples->count;) {
        uint32_t round = samples->rows[i].round;
        size_t used = 0;
        for (; i < samples->count && samples->rows[i].round == round; i++)
            if (series_is_timed(&samples->rows[i], PHASE_SENTINEL))
                values[used++] = series_call_ns(&samples->rows[i]);
        if (used > 0)
            medians[rounds++] = quantile_median(values, used);
    }
    free(values);
    return rounds;
}

static double median_of(const double *values, size_t count)
{
    double *sorted = xcalloc(count, sizeof *sorted);
    memcpy(sorted, values, count * sizeof *sorted);
    double median = quantile_median(sorted, count);
    free(sorted);
    return median;
}

static void find_status(const struct samples *samples, struct sentinel *sentinel)
{
    for (size_t i = 0; i < samples->count; i++) {
        const struct sample *sample = &samples->rows[i];
        if (sample->position > 0 || sample->phase != PHASE_VISIT)
            continue;
        sentinel->status = sample->status;
        sentinel->detail = sample->detail;
    }
}

struct sentinel sentinel_make(const struct samples *samples)
{
    double *medians = xcalloc(samples->count + 1, sizeof *medians);
    struct sentinel sentinel = {.early_ns = NAN, .late_ns = NAN, .detail = ""};
    sentinel.rounds = find_medians(samples, medians);
    size_t third = sentinel.rounds / 3;
    if (third > 0) {
        sentinel.early_ns = median_of(medians, third);
        sentinel.late_ns = median_of(medians + sentinel.rounds - third, third);
    }
    sentinel.drift = drift_test(medians, sentinel.rounds);
    free(medians);
    find_status(samples, &sentinel);
    return sentinel;
}
