/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "execute/rounds.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "execute/forecast.h"
#include "execute/interrupt.h"
#include "execute/visit_command.h"
#include "execute/visit_folder.h"
#include "measure/clock.h"

/* A run in progress. */
struct state {
    const struct rounds *rounds;
    uint64_t began_ns;
    int interrupt;
    size_t *order;
    size_t visits_done; /* of the plan's cells */
    size_t folders;     /* made so far: no two visits use one */
    uint32_t round;
    uint32_t begun; /* rounds that were begun before this process took the run up */
    bool interrupted;
};

static uint64_t elapsed_ns(const struct state *state)
{
    return state->rounds->history->elapsed_ns + clock_now_ns() - state->began_ns;
}

static bool is_due(const struct state *state, size_t cell)
{
    const struct cell_history *history = &state->rounds->history->cells[cell];
    return !history->closed && !history->done[state->round];
}

/* ---- progress ------------------------------------------------------------------------------- */

/* `count` rounds like this one. */
static void add_rounds(const struct history *history, uint32_t round, uint32_t count,
                       struct progress *progress)
{
    double round_ns = history_round_ns(history, round);
    progress->visits_planned += count * history_due(history, round);
    progress->left_ns =
        round_ns < 0 || progress->left_ns < 0 ? -1 : progress->left_ns + count * round_ns;
}

/* As if no limit but the number of rounds ended the run, and the budget. */
static struct progress estimate(const struct state *state, const struct cell *cell)
{
    const struct history *history = state->rounds->history;
    const struct experiment *experiment = state->rounds->experiment;
    struct progress progress = {
        .round = state->round,
        .rounds = experiment->rounds_most,
        .visits_done = state->visits_done,
        .visits_planned = state->visits_done,
        .elapsed_ns = elapsed_ns(state),
        .cell = cell,
    };
    uint32_t begun = state->begun > state->round ? state->begun : state->round;
    for (uint32_t round = state->round; round <= begun; round++)
        add_rounds(history, round, 1, &progress);
    if (begun < progress.rounds)
        add_rounds(history, begun + 1, progress.rounds - begun, &progress);
    if (progress.left_ns < 0)
        return progress;
    double budget_left = (double)experiment->budget_ns - (double)progress.elapsed_ns;
    if (experiment->budget_ns != 0 && progress.left_ns > budget_left)
        progress.left_ns = budget_left > 0 ? budget_left : 0;
    return progress;
}

static void tell_progress(const struct state *state, const struct cell *cell)
{
    struct progress progress = estimate(state, cell);
    state->rounds->events.progress(state->rounds->events.context, &progress);
}

/* ---- one visit ------------------------------------------------------------------------------ */

/* A visit that cannot be started is that visit's failure: the next one may have more luck. */
static void tell_not_started(struct visit_outcome *outcome, const struct error *error)
{
    outcome->status = STATUS_FAILED;
    text_one_line(outcome->detail, sizeof outcome->detail, error->text);
}

static int execute_order(struct visit_order *order, struct visit_folder *folder, size_t record_size,
                         struct visit_outcome *outcome, struct error *error)
{
    int result = visit_folder_make_temporary(folder, order->launcher->count > 0, error);
    order->temporary = folder->temporary;
    if (result != 0 || visit_execute(order, outcome, error) != 0)
        tell_not_started(outcome, error);
    else if (!outcome->has_record && !outcome->interrupted)
        return visit_folder_check(folder, record_size, error);
    return 0;
}

static int execute_visit(struct state *state, const struct cell *cell, struct visit_place *place,
                         struct visit_outcome *outcome, struct error *error)
{
    const struct rounds *rounds = state->rounds;
    struct layout layout = layout_choose(rounds->experiment->seed, state->round, cell->key);
    struct visit_folder folder;
    struct visit_command command;
    int result =
        visit_folder_make(rounds->directory, state->round, state->folders++, &folder, error);
    visit_command_make(rounds->experiment, rounds->topology, cell, layout, folder.record, &command);
    layout_format(place->layout, layout);
    struct visit_order order = {.program = rounds->program,
                                .launcher = &command.launcher,
                                .arguments = &command.arguments,
                                .environment = &command.environment,
                                .timeout_ns = cell->timeout_ns,
                                .record = folder.record,
                                .interrupt = state->interrupt};
    if (result == 0)
        result =
            execute_order(&order, &folder, record_size(rounds->experiment->samples, cell->workers),
                          outcome, error);
    visit_folder_remove(&folder);
    visit_command_free(&command);
    return result;
}

/* What needs no process to be found out. */
static bool is_known(const struct state *state, size_t index, struct visit_outcome *outcome)
{
    const struct cell *cell = &state->rounds->plan->cells[index];
    char *detail = NULL;
    if (cell->known != STATUS_OK) {
        outcome->status = cell->known;
        detail = xstrdup(cell->known_detail);
    } else if (state->rounds->experiment->skip &&
               forecast_hopeless(state->rounds->plan, state->rounds->history, index, &detail)) {
        outcome->status = STATUS_SKIPPED;
    }
    if (detail != NULL)
        text_one_line(outcome->detail, sizeof outcome->detail, detail);
    free(detail);
    return outcome->status != STATUS_OK;
}

static int visit(struct state *state, size_t index, uint32_t position, struct error *error)
{
    const struct rounds *rounds = state->rounds;
    const struct cell *cell = &rounds->plan->cells[index];
    struct visit_place place = {state->round, position + 1, elapsed_ns(state), ""};
    struct visit_outcome outcome = {.status = STATUS_OK};
    int result = 0;
    tell_progress(state, cell);
    if (!is_known(state, index, &outcome))
        result = execute_visit(state, cell, &place, &outcome, error);
    state->interrupted = outcome.interrupted;
    if (result == 0 && !outcome.interrupted) {
        state->visits_done++;
        history_add(rounds->history, index, state->round, outcome.status, outcome.elapsed_ns,
                    &outcome.record);
        result = rounds->events.visited(rounds->events.context, cell, &place, &outcome, error);
    }
    visit_outcome_free(&outcome);
    return result;
}

static int visit_sentinel(struct state *state, struct error *error)
{
    const struct rounds *rounds = state->rounds;
    const struct cell *cell = &rounds->plan->sentinel;
    struct visit_place place = {state->round, 0, elapsed_ns(state), ""};
    struct visit_outcome outcome = {.status = STATUS_OK};
    tell_progress(state, cell);
    int result = execute_visit(state, cell, &place, &outcome, error);
    state->interrupted = outcome.interrupted;
    if (result == 0 && !outcome.interrupted) {
        history_add_sentinel(rounds->history, state->round, outcome.status, outcome.elapsed_ns,
                             &outcome.record);
        result = rounds->events.visited(rounds->events.context, cell, &place, &outcome, error);
    }
    visit_outcome_free(&outcome);
    return result;
}

/* ---- rounds --------------------------------------------------------------------------------- */

static int execute_round(struct state *state, struct error *error)
{
    const struct rounds *rounds = state->rounds;
    int result = 0;
    plan_order(rounds->plan, rounds->experiment->seed, state->round, state->order);
    size_t due = history_due(rounds->history, state->round);
    if (due > 0 && history_sentinel_due(rounds->history, state->round))
        result = visit_sentinel(state, error);
    for (uint32_t position = 0; position < rounds->plan->count && result == 0; position++) {
        state->interrupted = state->interrupted || interrupt_seen(state->interrupt);
        if (state->interrupted)
            break;
        if (is_due(state, state->order[position]))
            result = visit(state, state->order[position], position, error);
    }
    if (result == 0)
        result = rounds->events.round_done(rounds->events.context, state->round, error);
    if (result == 0 && !state->interrupted && due > 0)
        tell_progress(state, NULL);
    return result;
}

/* Of a run that goes on, the rounds before its last are filled up and no more: the history knows
 * what came later, and the rule must not. */
static enum run_end decide(const struct state *state)
{
    if (state->interrupted)
        return RUN_INTERRUPTED;
    if (state->round < state->begun)
        return RUN_GOES_ON;
    return stopping_decide(state->rounds->experiment, state->rounds->history, state->round,
                           elapsed_ns(state));
}

int rounds_execute(const struct rounds *rounds, enum run_end *end, uint32_t *last,
                   struct error *error)
{
    struct state state = {
        .rounds = rounds, .began_ns = clock_now_ns(), .begun = history_last_round(rounds->history)};
    int result = 0;
    if (interrupt_begin(&state.interrupt, error) != 0)
        return -1;
    state.order = xcalloc(rounds->plan->count, sizeof *state.order);
    do {
        state.round++;
        result = execute_round(&state, error);
        *end = decide(&state);
    } while (result == 0 && *end == RUN_GOES_ON);
    *last = state.round;
    free(state.order);
    interrupt_end(state.interrupt);
    return result;
}
