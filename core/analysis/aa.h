/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run of twins (`parbench aa`): each cell is there twice under two names, so every difference
 * between the two is false. How many there are, and how large two equal things look at most. */
#ifndef PARBENCH_ANALYSIS_AA_H
#define PARBENCH_ANALYSIS_AA_H

#include "analysis/pair.h"
#include "analysis/summary.h"

/* A cell and its twin. */
struct aa_pair {
    const struct cell_summary *first;
    const struct cell_summary *again; /* its backend's name ends in twin_suffix */
    struct ratio ratio;               /* time of the first / time of the other */
    bool judged;    /* both are ok, and 6 rounds or more are common; nothing else counts */
    bool different; /* the interval of the ratio leaves out 1 */
};

enum { least_pair_rounds = 6 }; /* as many as an interval needs */

struct aa {
    struct aa_pair *pairs; /* in the plan's order */
    size_t count;
    size_t not_ok;     /* left out: a twin is not ok */
    size_t few_rounds; /* left out: both are ok, and under 6 rounds are common */
    size_t judged;
    size_t different;
    double rate; /* different / judged; NaN where none is judged, as are the next two */
    struct interval rate_interval;
    double largest;      /* difference of all judged pairs, as a share; NaN likewise */
    double noise_floor;  /* NaN also under aa_floor_pairs */
    size_t rounds;       /* the most that a cell has whose pair is ok */
    size_t rounds_least; /* what the run was to have; with fewer it is not complete */
};

enum { aa_floor_pairs = 20 }; /* with fewer there is none that 95 of 100 do not exceed */

/* Borrows from the summary. -1 where the run is not one of twins. */
int aa_make(const struct summary *summary, struct aa *aa, struct error *error);
void aa_free(struct aa *aa);

/* Exact 95 % interval of a share (Clopper and Pearson, Biometrika 26, 1934). */
struct interval aa_rate_interval(size_t different, size_t pairs);

/* The difference that 95 of 100 pairs do not exceed, whichever of the two is slower: exp(q) - 1,
 * where q is the smallest |ln ratio| that at least 95 % of them do not exceed. NaN with fewer than
 * aa_floor_pairs. Sorts the ratios. (methodology 1.6) */
double aa_noise_floor(double *ratios, size_t count);

/* That of the pair that differs most, likewise; NaN without any. */
double aa_largest(const double *ratios, size_t count);

#endif
