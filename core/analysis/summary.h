/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the samples of a run to one summary per planned cell: a pure function of run.json and
 * samples.csv. */
#ifndef PARBENCH_ANALYSIS_SUMMARY_H
#define PARBENCH_ANALYSIS_SUMMARY_H

#include "analysis/sentinel.h"
#include "results/cells.h"
#include "results/run_json.h"
#include "results/samples.h"

/* A run read back and summed up. The summaries' texts live in `run` and `samples`. */
struct summary {
    struct run_info run;
    struct samples samples;
    struct sentinel sentinel;   /* where it drifts, every measured cell has the flag */
    struct cell_summary *cells; /* as many as run.count, in the plan's order */
};

int summary_make(const char *directory, struct summary *summary, struct error *error);
void summary_free(struct summary *summary);

#endif
