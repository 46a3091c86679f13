/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "execute/external.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/number.h"
#include "base/path.h"
#include "base/process.h"
#include "execute/hyperfine.h"
#include "execute/interrupt.h"
#include "execute/supervise.h"
#include "execute/visit_command.h"
#include "execute/visit_folder.h"
#include "measure/clock.h"

/* Of one pass: for an interval the passes together need 7 runs, and 10 make it narrower. A launcher
 * takes long to start. */
static const struct effort {
    unsigned runs;
    double span_ns; /* what the larger number of calls takes more */
} efforts[] = {[false] = {5, 0.2e9}, [true] = {4, 1e9}};
static const double cold_ns = 20e6;

enum { most_runs = 5, most_listed = 8 };

static const struct effort *effort_of(const struct cell *cell)
{
    return &efforts[cell->backend->launcher.count > 0];
}

/* ---- what is done already ------------------------------------------------------------------- */

void external_remember(struct external_cell *cell, uint32_t pass, uint64_t calls)
{
    if (pass >= 1 && pass <= external_passes)
        cell->done[pass - 1] = true;
    cell->few = cell->few == 0 || calls < cell->few ? calls : cell->few;
    cell->many = calls > cell->many ? calls : cell->many;
}

/* ---- how many calls ------------------------------------------------------------------------- */

bool external_choose(double call_ns, double start_ns, uint64_t timeout_ns, bool launched,
                     struct external_cell *cell)
{
    double few = 1 + floor(cold_ns / call_ns);
    double many = few + ceil(efforts[launched].span_ns / call_ns);
    double most = floor((0.8 * (double)timeout_ns - start_ns) / call_ns);
    if (!(most >= 2))
        return false;
    if (many > most) {
        many = most;
        few = 1;
    }
    cell->few = (uint64_t)few;
    cell->many = (uint64_t)many;
    return true;
}

/* ---- the cells ------------------------------------------------------------------------------ */

/* What is to be done, and how far it is. */
struct state {
    const struct external_order *order;
    char *hyperfine;
    int interrupt;
    double *expected_ns; /* of each cell: one call of hyperfine; 0: none */
    struct external_progress progress;
    struct text_list late; /* cells that the budget leaves out */
    size_t folders;        /* made so far */
    bool interrupted;
};

static uint64_t elapsed_ns(const struct state *state)
{
    return state->order->history->elapsed_ns + clock_now_ns() - state->order->began_ns;
}

static void note(const struct state *state, const struct cell *cell, const char *text)
{
    char *line = text_format("hyperfine: %s: %s", cell->key, text);
    state->order->events.note(state->order->events.context, line);
    free(line);
}

/* What a command takes besides its calls, as the last visit shows it: that has a pause and one call
 * more. */
static double start_ns(const struct state *state, size_t index, double call_ns)
{
    double gap_ns = (double)state->order->experiment->idle_gap_ns;
    return fmax(state->order->history->cells[index].other_ns - gap_ns - call_ns, 0);
}

static unsigned passes_left(const struct external_cell *cell)
{
    unsigned left = 0;
    for (size_t pass = 0; pass < external_passes; pass++)
        left += !cell->done[pass];
    return left;
}

static void note_too_long(const struct state *state, const struct cell *cell)
{
    char limit[number_size];
    number_format_duration(limit, cell->timeout_ns);
    char *text = text_format("left out: two calls are too long for the timeout of %s", limit);
    note(state, cell, text);
    free(text);
}

/* Expected time of one call of hyperfine; 0 where the cell is not timed. */
static double expect_cell(const struct state *state, size_t index)
{
    const struct cell *cell = &state->order->plan->cells[index];
    const struct cell_history *history = &state->order->history->cells[index];
    struct external_cell *own = &state->order->cells[index];
    bool launched = cell->backend->launcher.count > 0;
    double call_ns = history_call_ns(history), other_ns = start_ns(state, index, call_ns);
    if (history->closed || !(call_ns > 0) || passes_left(own) == 0)
        return 0;
    if (own->few == 0 && !external_choose(call_ns, other_ns, cell->timeout_ns, launched, own)) {
        note_too_long(state, cell);
        return 0;
    }
    return (1 + effort_of(cell)->runs) * (2 * other_ns + (double)(own->few + own->many) * call_ns);
}

/* Finds what there is to do, and tells it; false where there is nothing. */
static bool prepare(struct state *state)
{
    const struct external_order *order = state->order;
    size_t cells = 0;
    for (size_t i = 0; i < order->plan->count; i++) {
        state->expected_ns[i] = expect_cell(state, i);
        unsigned calls = state->expected_ns[i] > 0 ? passes_left(&order->cells[i]) : 0;
        cells += calls > 0;
        state->progress.planned += calls;
        state->progress.left_ns += calls * state->expected_ns[i];
    }
    if (cells > 0)
        order->events.begin(order->events.context, cells, state->progress.left_ns);
    return cells > 0;
}

/* The rest of the cell is not timed in this run. */
static void drop(struct state *state, size_t index)
{
    unsigned calls = passes_left(&state->order->cells[index]);
    state->progress.planned -= calls;
    state->progress.left_ns -= calls * state->expected_ns[index];
    state->expected_ns[index] = 0;
}

static void tell_progress(struct state *state, const struct cell *cell)
{
    state->progress.cell = cell;
    state->order->events.progress(state->order->events.context, &state->progress);
}

/* ---- one call of hyperfine ------------------------------------------------------------------ */

/* The command of a visit, but with so many calls. */
static char *command_line(const struct external_order *order, const struct visit_command *visit,
                          uint64_t calls)
{
    char *number = text_format("%" PRIu64, calls);
    const char *const last[] = {"--calls", number};
    struct text_list words = {0};
    text_list_add(&words, order->program); /* ends with hyperfine, which ends with the runner */
    text_list_add(&words, ".visit");
    text_list_add(&words, "0");
    for (size_t i = 0; i < visit->launcher.count; i++)
        text_list_add(&words, visit->launcher.items[i]);
    text_list_add(&words, order->program);
    for (size_t i = 0; i < visit->arguments.count; i++)
        text_list_add(&words, visit->arguments.items[i]);
    for (size_t i = 0; i < sizeof last / sizeof *last; i++)
        text_list_add(&words, last[i]);
    char *line = hyperfine_quote(&words);
    text_list_free(&words);
    free(number);
    return line;
}

/* All commands of a cell have one layout, that of a round that no visit has. */
static void make_visit(const struct external_order *order, const struct cell *cell,
                       struct visit_command *visit)
{
    struct layout layout = layout_choose(order->experiment->seed, 0, cell->key);
    visit_command_make(order->experiment, order->topology, cell, layout, NULL, visit);
}

/* What to say where it did not end well, or NULL. */
static char *explain(const struct supervised *process, uint64_t timeout_ns)
{
    char limit[number_size];
    struct text text = {0};
    if (process->end == SUPERVISE_ENDED && process->wait_status == 0)
        return NULL;
    if (process->end == SUPERVISE_TIMED_OUT) {
        text_append(&text, "no end within %s", number_format_time(limit, (double)timeout_ns));
    } else {
        char *end = process_describe_end(process->wait_status);
        text_append(&text, "hyperfine ended with %s", end);
        free(end);
    }
    last_words_quote(&process->words, false, &text);
    return text.data;
}

/* Runs hyperfine; *problem, owned by the caller, says why there are no times. */
static void run_hyperfine(struct state *state, size_t index, const struct external_times *times,
                          struct visit_folder *folder, uint64_t *ns, char **problem)
{
    const struct cell *cell = &state->order->plan->cells[index];
    struct visit_command visit;
    struct supervised process;
    struct error error;
    char *json = path_join(folder->path, "hyperfine.json");
    make_visit(state->order, cell, &visit);
    char *lines[] = {command_line(state->order, &visit, times->calls[0]),
                     command_line(state->order, &visit, times->calls[1])};
    struct text_list command = hyperfine_command(
        state->hyperfine, (const char *const[]){lines[0], lines[1]}, times->runs, json);
    bool launched = cell->backend->launcher.count > 0;
    bool has_temporary = visit_folder_make_temporary(folder, launched, &error) == 0;
    struct supervise_order supervised = {.program = state->order->program,
                                         .command = &command,
                                         .environment = &visit.environment,
                                         .temporary = folder->temporary,
                                         .timeout_ns = cell->timeout_ns +
                                                       (uint64_t)(2 * state->expected_ns[index]),
                                         .launched = launched,
                                         .interrupt = state->interrupt};
    if (!has_temporary || supervise(&supervised, &process, &error) != 0)
        *problem = xstrdup(error.text);
    else if (!(state->interrupted = process.end == SUPERVISE_INTERRUPTED))
        *problem = explain(&process, supervised.timeout_ns);
    if (*problem == NULL && !state->interrupted &&
        hyperfine_read(json, times->runs, ns, &error) != 0)
        *problem = xstrdup(error.text);
    text_list_free(&command);
    visit_command_free(&visit);
    free(lines[0]);
    free(lines[1]);
    free(json);
}

/* The order of the two changes with the pass, so that a steady drift hits both alike. */
static struct external_times make_times(const struct state *state, size_t index, uint32_t pass)
{
    const struct external_cell *own = &state->order->cells[index];
    const struct cell *cell = &state->order->plan->cells[index];
    bool small_first = pass % 2 == 1;
    return (struct external_times){
        .calls = {small_first ? own->few : own->many, small_first ? own->many : own->few},
        .runs = effort_of(cell)->runs};
}

static int time_cell(struct state *state, size_t index, const struct external_place *place,
                     struct error *error)
{
    const struct external_order *order = state->order;
    const struct cell *cell = &order->plan->cells[index];
    struct external_times times = make_times(state, index, place->pass);
    uint64_t ns[2 * most_runs];
    struct visit_folder folder;
    char *problem = NULL;
    int result = visit_folder_make(order->directory, 0, state->folders++, &folder, error);
    times.ns = ns;
    if (result == 0)
        run_hyperfine(state, index, &times, &folder, ns, &problem);
    visit_folder_remove(&folder);
    if (problem != NULL) {
        note(state, cell, problem);
        drop(state, index);
        free(problem);
    } else if (result == 0 && !state->interrupted) {
        state->progress.done++;
        state->progress.left_ns -= state->expected_ns[index];
        order->cells[index].done[place->pass - 1] = true;
        result = order->events.timed(order->events.context, cell, place, &times, error);
    }
    return result;
}

/* ---- passes --------------------------------------------------------------------------------- */

/* False where the budget leaves it out. */
static bool is_in_time(struct state *state, size_t index)
{
    uint64_t budget_ns = state->order->experiment->budget_ns;
    if (budget_ns == 0 ||
        (double)elapsed_ns(state) + state->expected_ns[index] <= (double)budget_ns)
        return true;
    text_list_add(&state->late, state->order->plan->cells[index].key);
    drop(state, index);
    return false;
}

static int execute_pass(struct state *state, uint32_t pass, size_t *sequence, struct error *error)
{
    const struct external_order *order = state->order;
    int result = 0;
    plan_order(order->plan, order->experiment->seed, pass, sequence);
    for (uint32_t i = 0; i < order->plan->count && result == 0; i++) {
        size_t index = sequence[i];
        struct external_place place = {pass, i + 1, elapsed_ns(state)};
        state->interrupted = state->interrupted || interrupt_seen(state->interrupt);
        if (state->interrupted)
            break;
        if (!(state->expected_ns[index] > 0) || order->cells[index].done[pass - 1] ||
            !is_in_time(state, index))
            continue;
        tell_progress(state, &order->plan->cells[index]);
        result = time_cell(state, index, &place, error);
    }
    tell_progress(state, NULL);
    return result;
}

static void tell_late(const struct state *state)
{
    char limit[number_size];
    struct text text = {0};
    if (state->late.count == 0)
        return;
    text_append(&text, "hyperfine: the budget of %s leaves out ",
                number_format_duration(limit, state->order->experiment->budget_ns));
    for (size_t i = 0; i < state->late.count && i < most_listed; i++)
        text_append(&text, "%s%s", i > 0 ? ", " : "", state->late.items[i]);
    if (state->late.count > most_listed)
        text_append(&text, " and %zu more", state->late.count - most_listed);
    state->order->events.note(state->order->events.context, text.data);
    text_free(&text);
}

static int execute_passes(struct state *state, struct error *error)
{
    size_t *sequence = xcalloc(state->order->plan->count, sizeof *sequence);
    int result = interrupt_begin(&state->interrupt, error);
    if (result != 0)
        goto out_with_sequence;
    for (uint32_t pass = 1; pass <= external_passes && result == 0 && !state->interrupted; pass++)
        result = execute_pass(state, pass, sequence, error);
    interrupt_end(state->interrupt);
    tell_late(state);
out_with_sequence:
    free(sequence);
    return result;
}

int external_execute(const struct external_order *order, bool *interrupted, struct error *error)
{
    struct state state = {.order = order, .hyperfine = path_find_program("hyperfine")};
    int result = 0;
    state.expected_ns = xcalloc(order->plan->count, sizeof *state.expected_ns);
    if (order->experiment->external == EXTERNAL_HYPERFINE && state.hyperfine != NULL &&
        prepare(&state))
        result = execute_passes(&state, error);
    *interrupted = state.interrupted;
    text_list_free(&state.late);
    free(state.expected_ns);
    free(state.hyperfine);
    return result;
}
