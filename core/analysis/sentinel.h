/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machine during a run, as the cell shows it that opened each round. */
#ifndef PARBENCH_ANALYSIS_SENTINEL_H
#define PARBENCH_ANALYSIS_SENTINEL_H

#include "base/drift.h"
#include "results/samples.h"

/* Of one value a round, the median of its samples; times per call, NaN under 3 rounds. */
struct sentinel {
    size_t rounds;
    double early_ns; /* median over the first third of the rounds */
    double late_ns;  /* and over the last */
    struct drift drift;
    enum status status; /* of its last visit; any but ok ends the series */
    const char *detail; /* in the samples */
};

struct sentinel sentinel_make(const struct samples *samples);

#endif
