/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cells once more, by a clock outside of parbench: when the rounds are over hyperfine times
 * `parbench cell --calls N` for two N. Like the rounds it writes nothing. */
#ifndef PARBENCH_EXECUTE_EXTERNAL_H
#define PARBENCH_EXECUTE_EXTERNAL_H

#include "execute/history.h"
#include "plan/topology.h"

/* Over all cells, so that the times of a cell are not all of one moment. */
enum { external_passes = 2 };

/* ---- what is done already ------------------------------------------------------------------- */

/* Of one cell; all zero: nothing. */
struct external_cell {
    bool done[external_passes];
    uint64_t few; /* calls; 0: not chosen yet */
    uint64_t many;
};

/* One line of phase external; `pass` from 1. */
void external_remember(struct external_cell *cell, uint32_t pass, uint64_t calls);

/* ---- how many calls ------------------------------------------------------------------------- */

/* Numbers of calls of which the larger takes long enough for the difference not to drown in the
 * noise of the start: 0.2 s, under a launcher 1 s, and both some 20 ms, in which all is cold.
 * Fewer where a command would exceed four fifths of the timeout; false where not even two calls
 * fit. `start_ns`: what a command takes besides its calls. */
bool external_choose(double call_ns, double start_ns, uint64_t timeout_ns, bool launched,
                     struct external_cell *cell);

/* ---- timing --------------------------------------------------------------------------------- */

struct external_place {
    uint32_t pass;     /* from 1 */
    uint32_t position; /* in the pass, from 1 */
    uint64_t begin_ns; /* since the run began */
};

struct external_times {
    uint64_t calls[2];  /* of the commands, in the order in which they were timed */
    unsigned runs;      /* of each */
    const uint64_t *ns; /* of whole commands, those of the first one first */
};

struct external_progress {
    size_t done; /* calls of hyperfine: one a cell and pass */
    size_t planned;
    double left_ns;
    const struct cell *cell; /* about to be timed; NULL at the end of a pass */
};

/* All are called from external_execute. */
struct external_events {
    void *context;
    void (*begin)(void *context, size_t cells, double expected_ns);
    void (*progress)(void *context, const struct external_progress *progress);
    void (*note)(void *context, const char *text); /* why something is left out */
    int (*timed)(void *context, const struct cell *cell, const struct external_place *place,
                 const struct external_times *times, struct error *error);
};

struct external_order {
    const struct experiment *experiment;
    const struct plan *plan;
    const struct topology *topology;
    const struct history *history; /* of the rounds */
    struct external_cell *cells;   /* in the plan's order; goes on growing */
    const char *program;           /* parbench itself */
    const char *directory;         /* absolute; times pass through folders below it */
    uint64_t began_ns;             /* when this process began to measure */
    struct external_events events;
};

/* Nothing where hyperfine is not installed. What is wrong with one cell is a note; -1 is an error
 * of the run itself. */
int external_execute(const struct external_order *order, bool *interrupted, struct error *error);

#endif
