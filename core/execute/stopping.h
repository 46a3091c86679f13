/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a run has seen enough. Whole rounds stop, never single cells: all cells keep the same
 * rounds, so that they can be paired. */
#ifndef PARBENCH_EXECUTE_STOPPING_H
#define PARBENCH_EXECUTE_STOPPING_H

#include "execute/history.h"

enum run_end {
    RUN_GOES_ON,
    RUN_COUNTED, /* the fixed number of rounds is done */
    RUN_PRECISE, /* every open cell is within the precision, and the machine does not drift */
    RUN_MOST,    /* the most rounds allowed are done, and that is not so */
    RUN_BUDGET,  /* the next round is expected to end after the budget */
    RUN_CLOSED,  /* no cell is open any more */
    RUN_INTERRUPTED,
};

/* True where the rule may look after this round: 9, 12, 17, 25, 35, 50, 70, 100, 140 ... Few looks,
 * with a 98 % interval at each, keep the printed 95 % interval honest; while the machine drifts, it
 * would not be (methodology 1.8). */
bool stopping_may_look(uint32_t round);

/* Whether the run ends after `round`, `elapsed_ns` after its begin. */
enum run_end stopping_decide(const struct experiment *experiment, const struct history *history,
                             uint32_t round, uint64_t elapsed_ns);

/* True for an open cell that is not within the precision. */
bool stopping_is_wide(const struct experiment *experiment, const struct cell_history *cell);

#endif
