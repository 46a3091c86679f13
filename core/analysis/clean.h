/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the samples without a flag say on their own. The figures of a cell are those of all its
 * samples; this tells where the flags would matter. */
#ifndef PARBENCH_ANALYSIS_CLEAN_H
#define PARBENCH_ANALYSIS_CLEAN_H

#include "analysis/series.h"

struct clean {
    double flagged_share; /* of the `call` samples: those with a flag, or whose visit has one; NaN
                             without samples */
    double time_ns;       /* per call: median over the rounds of the median of their clean samples;
                             NaN where fewer than 6 rounds have one */
};

struct clean clean_make(const struct series *series);

#endif
