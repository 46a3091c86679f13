/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Made-up times whose true median is known, and runs of them under the project's own stopping rule.
 */
#ifndef PARBENCH_TESTS_SIMULATION_H
#define PARBENCH_TESTS_SIMULATION_H

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>

#include "analysis/pair.h"
#include "base/quantile.h"
#include "execute/history.h"
#include "execute/stopping.h"
#include "support.h"

enum { trials = 2000, rounds_most = 35, cells_most = 6 };

/* Two standard errors of a share near 94 % in that many trials. */
static const double slack = 0.0106;

static inline gsl_rng *simulation_begin(unsigned long seed)
{
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(random, seed);
    return random;
}

/* ---- noise ---------------------------------------------------------------------------------- */

/* A time near 1 in a calm round; `level` is how far the noise reaches. */
enum family { LOGNORMAL, EXPONENTIAL, BIMODAL, FAMILIES };

static const char *const family_names[FAMILIES] = {"lognormal", "exponential tail", "bimodal"};

static inline double draw(gsl_rng *random, enum family family, double level)
{
    double z = gsl_ran_gaussian(random, 1), u = gsl_rng_uniform(random);
    if (family == LOGNORMAL)
        return exp(level * z);
    if (family == EXPONENTIAL)
        return 1 - level * log1p(-u);
    return 1 + level * (fabs(z) / 20 + (u < 0.3)); /* three of ten are in the upper mode */
}

static inline double true_median(enum family family, double level)
{
    if (family == LOGNORMAL)
        return 1;
    if (family == EXPONENTIAL)
        return 1 + level * log(2);
    return 1 + level * gsl_cdf_ugaussian_Pinv(6.0 / 7) / 20;
}

/* ---- runs ----------------------------------------------------------------------------------- */

/* rounds = 9..35, precision = 2 % */
static const struct experiment usual = {
    .rounds_least = 9, .rounds_most = rounds_most, .precision = 0.02};

/* Of a run: the times of each cell in each of its rounds. */
struct run {
    double times[cells_most][rounds_most];
    size_t rounds;
    bool early; /* precise before the last round */
};

/* One visit with one sample of one call, a millisecond long in a calm round. */
static inline void visit(struct history *history, size_t cell, uint32_t round, double time)
{
    struct record record = {0};
    struct record_row *row = record_add(&record, PHASE_CALL);
    row->batch = 1;
    row->batch_ns = (uint64_t)llround(time * 1e6);
    history_add(history, cell, round, STATUS_OK, row->batch_ns, &record);
    record_free(&record);
}

/* Goes through times that are there already until the stopping rule ends it. */
static inline void run_until_stopped(const struct experiment *experiment, size_t cells,
                                     struct run *run)
{
    const struct plan plan = {.count = cells};
    struct history history = history_make(&plan, experiment->rounds_most);
    enum run_end end = RUN_GOES_ON;
    for (run->rounds = 0; end == RUN_GOES_ON;) {
        uint32_t round = (uint32_t)++run->rounds;
        for (size_t c = 0; c < cells; c++)
            visit(&history, c, round, run->times[c][round - 1]);
        end = stopping_decide(experiment, &history, round, 0);
    }
    run->early = end == RUN_PRECISE && run->rounds < experiment->rounds_most;
    history_free(&history);
}

/* The interval that is printed for these rounds. */
static inline bool covers(const double *times, size_t rounds, double truth)
{
    double sorted[rounds_most];
    memcpy(sorted, times, rounds * sizeof *sorted);
    quantile_median(sorted, rounds);
    struct interval interval = quantile_median_interval(sorted, rounds, 0.95);
    return interval.lo <= truth && truth <= interval.hi;
}

/* The interval of their ratio; `truth` is its logarithm. */
static inline bool covers_ratio(double *a, double *b, size_t rounds, double truth)
{
    static uint32_t numbers[rounds_most];
    for (uint32_t r = 0; r < rounds_most; r++)
        numbers[r] = r + 1;
    struct series x = {.rounds = numbers, .medians = a, .round_count = rounds};
    struct series y = {.rounds = numbers, .medians = b, .round_count = rounds};
    struct interval interval = pair_ratio(&x, &y).interval;
    return log(interval.lo) <= truth + 1e-12 && truth <= log(interval.hi) + 1e-12;
}

/* ---- counting ------------------------------------------------------------------------------- */

struct share {
    size_t hits;
    size_t all;
};

static inline void count(struct share *share, bool hit)
{
    share->hits += hit;
    share->all++;
}

/* NaN of nothing. */
static inline double part(struct share share)
{
    return share.all > 0 ? (double)share.hits / (double)share.all : NAN;
}

#endif
