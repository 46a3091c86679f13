/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The samples of a run sorted into its cells, and for each round of a cell the one value that
 * counts as an observation: the median of its samples. */
#ifndef PARBENCH_ANALYSIS_SERIES_H
#define PARBENCH_ANALYSIS_SERIES_H

#include "results/run_json.h"
#include "results/samples.h"

/* One cell's samples, in the order of the file. */
struct series {
    const struct planned_cell *plan;
    const struct sample **samples;
    size_t count;
    const struct sample **externals; /* of phase external, which belong to no visit */
    size_t external_count;
    uint32_t *rounds; /* that have samples of phase call, ascending */
    double *medians;  /* of each, per call */
    size_t round_count;
};

/* One series per planned cell, in the plan's order, and the same sorted by key. */
struct all_series {
    struct series *items;
    struct series **sorted;
    size_t count;
};

/* Borrows from `run` and `samples`. */
struct all_series series_make(const struct run_info *run, const struct samples *samples);
void series_free(struct all_series *all);

/* NULL where the plan has no such cell. */
struct series *series_find(const struct all_series *all, const char *kernel, const char *backend,
                           uint64_t n, uint64_t workers);

/* Rows of one round stand together: the index behind those of the round that begins at `begin`. */
size_t series_round_end(const struct series *series, size_t begin);

/* True for a row of this phase that has a time. */
bool series_is_timed(const struct sample *sample, enum phase phase);
double series_call_ns(const struct sample *sample);

#endif
