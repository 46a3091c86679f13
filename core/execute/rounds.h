/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rounds of a run: each visits every open cell once, in an order of its own. It measures
 * nothing and writes nothing: what comes of a visit goes to the caller. */
#ifndef PARBENCH_EXECUTE_ROUNDS_H
#define PARBENCH_EXECUTE_ROUNDS_H

#include "execute/layout.h"
#include "execute/stopping.h"
#include "execute/visit_process.h"
#include "plan/topology.h"

/* Where a run stands. */
struct progress {
    uint32_t round;
    uint32_t rounds; /* the most that there can be */
    size_t visits_done;
    size_t visits_planned; /* done and to come, as far as known */
    uint64_t elapsed_ns;
    double left_ns;          /* estimate; negative where there is none yet */
    const struct cell *cell; /* about to be visited; NULL at the end of a round */
};

struct visit_place {
    uint32_t round;           /* from 1 */
    uint32_t position;        /* from 1; 0: the sentinel */
    uint64_t begin_ns;        /* since the run began */
    char layout[layout_size]; /* "" where there was no process */
};

/* All are called from rounds_execute. A callback that returns -1 ends the run with its error. */
struct rounds_events {
    void *context;
    void (*progress)(void *context, const struct progress *progress);
    int (*visited)(void *context, const struct cell *cell, const struct visit_place *place,
                   const struct visit_outcome *outcome, struct error *error);
    int (*round_done)(void *context, uint32_t round, struct error *error);
};

struct rounds {
    const struct experiment *experiment;
    const struct plan *plan;
    const struct topology *topology;
    struct history *history; /* what is done already; goes on growing */
    const char *program;
    const char *directory; /* absolute; records pass through folders below it */
    struct rounds_events events;
};

/* *end: what ended the run; *last: the last round begun. What befalls a visit is its status; -1 is
 * an error of the run itself: what the callbacks took until then counts. */
int rounds_execute(const struct rounds *rounds, enum run_end *end, uint32_t *last,
                   struct error *error);

#endif
