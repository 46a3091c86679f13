/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "execute/rounds.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "execute/interrupt.h"
#include "execute/visit_command.h"
#include "measure/clock.h"

/* A run in progress. */
struct state {
    const struct rounds *rounds;
    uint64_t began_ns;
    int interrupt;
    bool *closed;        /* one per cell */
    double *duration_ns; /* of each cell's last visit, 0 before the first */
    size_t *order;
    size_t visits_done;
    uint32_t round;
};

/* ---- progress ------------------------------------------------------------------------------- */

/* What is left, each cell as long as its last visit took; one not yet seen as the mean of the
 * others. */
static struct progress estimate(const struct state *state, uint32_t position,
                                const struct cell *cell)
{
    const struct plan *plan = state->rounds->plan;
    uint32_t rounds = state->rounds->experiment->rounds;
    double known_ns = 0, left_ns = 0;
    size_t known = 0, unseen = 0, visits = 0;
    for (size_t i = 0; i < plan->count; i++) {
        size_t index = state->order[i];
        size_t times = rounds - state->round + (i >= position);
        if (state->closed[index])
            continue;
        visits += times;
        if (state->duration_ns[index] > 0) {
            known++;
            known_ns += state->duration_ns[index];
            left_ns += (double)times * state->duration_ns[index];
        } else {
            unseen += times;
        }
    }
    if (known > 0)
        left_ns += (double)unseen * known_ns / (double)known;
    return (struct progress){
        .round = state->round,
        .rounds = rounds,
        .visits_done = state->visits_done,
        .visits_planned = state->visits_done + visits,
        .elapsed_ns = clock_now_ns() - state->began_ns,
        .left_ns = known > 0 ? left_ns : -1,
        .cell = cell,
    };
}

static void tell_progress(const struct state *state, uint32_t position, const struct cell *cell)
{
    struct progress progress = estimate(state, position, cell);
    state->rounds->events.progress(state->rounds->events.context, &progress);
}

/* ---- one visit ------------------------------------------------------------------------------ */

/* The record passes through a folder of this visit alone, so that a straggler of an earlier one
 * cannot meet it. */
static int execute_visit(struct state *state, const struct cell *cell,
                         struct visit_outcome *outcome, struct error *error)
{
    const struct rounds *rounds = state->rounds;
    char *folder = text_format("%s/visit-%" PRIu32 "-%zu", rounds->directory, state->round,
                               state->visits_done);
    char *record = path_join(folder, "record.json");
    int32_t *cpus = xcalloc(cell->workers, sizeof *cpus);
    bool pinned = cell->backend->launcher.count == 0 && cell->backend->pin != PIN_NONE;
    struct visit_command command;
    topology_place(rounds->topology, cell->backend->pin, cell->workers, cpus);
    visit_command_make(rounds->experiment, cell, pinned ? cpus : NULL, record, &command);
    struct visit_order order = {.program = rounds->program,
                                .launcher = &command.launcher,
                                .arguments = &command.arguments,
                                .environment = &command.environment,
                                .timeout_ns = cell->timeout_ns,
                                .record = record,
                                .interrupt = state->interrupt};
    int result = path_make_directories(folder, error);
    if (result == 0)
        result = visit_execute(&order, outcome, error);
    path_remove_tree(folder);
    visit_command_free(&command);
    free(cpus);
    free(record);
    free(folder);
    return result;
}

static int visit(struct state *state, size_t index, uint32_t position, bool *interrupted,
                 struct error *error)
{
    const struct cell *cell = &state->rounds->plan->cells[index];
    struct visit_place place = {state->round, position + 1, clock_now_ns() - state->began_ns};
    struct visit_outcome outcome = {.status = cell->known};
    int result = 0;
    tell_progress(state, position, cell);
    if (cell->known != STATUS_OK)
        text_one_line(outcome.detail, sizeof outcome.detail, cell->known_detail);
    else
        result = execute_visit(state, cell, &outcome, error);
    *interrupted = outcome.interrupted;
    if (result == 0 && !outcome.interrupted) {
        state->visits_done++;
        state->duration_ns[index] = (double)outcome.elapsed_ns;
        state->closed[index] = outcome.status != STATUS_OK;
        result = state->rounds->events.visited(state->rounds->events.context, cell, &place,
                                               &outcome, error);
    }
    visit_outcome_free(&outcome);
    return result;
}

/* ---- rounds --------------------------------------------------------------------------------- */

static bool all_closed(const struct state *state)
{
    for (size_t i = 0; i < state->rounds->plan->count; i++)
        if (!state->closed[i])
            return false;
    return true;
}

static int execute_round(struct state *state, bool *interrupted, struct error *error)
{
    const struct plan *plan = state->rounds->plan;
    const struct rounds_events *events = &state->rounds->events;
    int result = 0;
    plan_order(plan, state->rounds->experiment->seed, state->round, state->order);
    for (uint32_t position = 0; position < plan->count && result == 0; position++) {
        *interrupted = interrupt_seen(state->interrupt);
        if (!*interrupted && !state->closed[state->order[position]])
            result = visit(state, state->order[position], position, interrupted, error);
        if (*interrupted)
            break;
    }
    if (result == 0)
        result = events->round_done(events->context, state->round, error);
    if (result == 0 && !*interrupted)
        tell_progress(state, (uint32_t)plan->count, NULL);
    return result;
}

int rounds_execute(const struct rounds *rounds, bool *interrupted, struct error *error)
{
    size_t count = rounds->plan->count;
    struct state state = {.rounds = rounds, .began_ns = clock_now_ns()};
    *interrupted = false;
    if (interrupt_begin(&state.interrupt, error) != 0)
        return -1;
    state.closed = xcalloc(count, sizeof *state.closed);
    state.duration_ns = xcalloc(count, sizeof *state.duration_ns);
    state.order = xcalloc(count, sizeof *state.order);
    int result = 0;
    for (state.round = 1; state.round <= rounds->experiment->rounds; state.round++) {
        if (result != 0 || *interrupted || all_closed(&state))
            break;
        result = execute_round(&state, interrupted, error);
    }
    free(state.closed);
    free(state.duration_ns);
    free(state.order);
    interrupt_end(state.interrupt);
    return result;
}
