/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run has seen of each cell so far: which rounds are done, one value a round, how long a
 * visit takes, whether the cell is still open. */
#ifndef PARBENCH_EXECUTE_HISTORY_H
#define PARBENCH_EXECUTE_HISTORY_H

#include "measure/record.h"
#include "plan/plan.h"

struct cell_history {
    bool *done;      /* [rounds_most + 1], by round */
    bool closed;     /* a status other than ok ended it */
    bool too_long;   /* that status was timeout */
    bool reopened;   /* somebody wants it tried again */
    double visit_ns; /* the last visit, 0 before the first */
    double other_ns; /* of it: what was not calls, with start, stop and pauses */
    double *values;  /* of each round with samples: the median of the visit's, per call */
    size_t value_count;
};

struct history {
    struct cell_history *cells; /* as many as the plan has, in its order */
    size_t count;
    struct cell_history sentinel;
    uint32_t rounds_most;
    uint64_t elapsed_ns; /* of the run, before this process took it up */
};

struct history history_make(const struct plan *plan, uint32_t rounds_most);
void history_free(struct history *history);

/* One visit's result. The rows matter where the status is ok. */
void history_add(struct history *history, size_t cell, uint32_t round, enum status status,
                 uint64_t visit_ns, const struct record *record);

/* Likewise, of the cell that opens each round. */
void history_add_sentinel(struct history *history, uint32_t round, enum status status,
                          uint64_t visit_ns, const struct record *record);

/* The last round in which there was a visit; 0: none yet. */
uint32_t history_last_round(const struct history *history);

/* How many cells are open and not done in this round (at most rounds_most). */
size_t history_due(const struct history *history, uint32_t round);

/* How many of the rounds up to `last` are complete: no cell is due. */
uint32_t history_complete(const struct history *history, uint32_t last);

bool history_sentinel_due(const struct history *history, uint32_t round); /* at most rounds_most */

/* True while the sentinel shows that the machine changes, or that neighbouring rounds are alike:
 * the intervals would be too narrow. */
bool history_drifts(const struct history *history);

/* Opens every cell again that was closed: its last round is to be done again. */
void history_reopen(struct history *history);

/* Median of the cell's values; NaN where it has none. */
double history_call_ns(const struct cell_history *cell);

/* Relative half-width of the 98 % interval of that median, (hi - lo) / 2 / median; infinite where
 * there is no such interval yet (under 7 rounds). */
double history_half_width(const struct cell_history *cell);

/* Expected time of what is open and not done in this round (at most rounds_most); a cell not yet
 * seen counts as the mean of the others. Negative where nothing is known. */
double history_round_ns(const struct history *history, uint32_t round);

#endif
