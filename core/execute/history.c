/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "execute/history.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/drift.h"
#include "base/quantile.h"

/* Looked at by the stopping rule only; what is printed is the 95 % interval. */
static const double decision_level = 0.98;

struct history history_make(const struct plan *plan, uint32_t rounds_most)
{
    struct history history = {.cells = xcalloc(plan->count, sizeof *history.cells),
                              .count = plan->count,
                              .rounds_most = rounds_most};
    for (size_t i = 0; i < history.count; i++)
        history.cells[i].done = xcalloc(rounds_most + 1, sizeof *history.cells[i].done);
    history.sentinel.done = xcalloc(rounds_most + 1, sizeof *history.sentinel.done);
    history.sentinel.closed = plan->sentinel.key == NULL;
    return history;
}

static void cell_history_free(struct cell_history *cell)
{
    free(cell->done);
    free(cell->values);
}

void history_free(struct history *history)
{
    for (size_t i = 0; i < history->count; i++)
        cell_history_free(&history->cells[i]);
    cell_history_free(&history->sentinel);
    free(history->cells);
    *history = (struct history){0};
}

/* Adds the median of the visit's samples; nothing where it has none. */
static void add_value(struct cell_history *cell, const struct record *record)
{
    double *samples = xcalloc(record->row_count, sizeof *samples);
    size_t count = 0;
    for (size_t i = 0; i < record->row_count; i++) {
        const struct record_row *row = &record->rows[i];
        if ((row->phase == PHASE_CALL || row->phase == PHASE_SENTINEL) && row->batch > 0)
            samples[count++] = (double)row->batch_ns / (double)row->batch;
    }
    if (count > 0) {
        cell->values = xrealloc(cell->values, (cell->value_count + 1) * sizeof *cell->values);
        cell->values[cell->value_count++] = quantile_median(samples, count);
    }
    free(samples);
}

static bool is_of_calls(enum phase phase)
{
    return phase == PHASE_FIRST || phase == PHASE_WARMUP || phase == PHASE_CALL ||
           phase == PHASE_COLD;
}

static double time_of_calls(const struct record *record)
{
    double sum_ns = 0;
    for (size_t i = 0; i < record->row_count; i++)
        if (is_of_calls(record->rows[i].phase))
            sum_ns += (double)record->rows[i].batch_ns;
    return sum_ns;
}

static void add_visit(const struct history *history, struct cell_history *cell, uint32_t round,
                      enum status status, uint64_t visit_ns, const struct record *record)
{
    if (round <= history->rounds_most)
        cell->done[round] = true;
    cell->visit_ns = (double)visit_ns;
    cell->other_ns = fmax(cell->visit_ns - time_of_calls(record), 0);
    cell->closed = status != STATUS_OK;
    cell->too_long = status == STATUS_TIMEOUT;
    if (status == STATUS_OK)
        add_value(cell, record);
}

void history_add(struct history *history, size_t index, uint32_t round, enum status status,
                 uint64_t visit_ns, const struct record *record)
{
    add_visit(history, &history->cells[index], round, status, visit_ns, record);
}

void history_add_sentinel(struct history *history, uint32_t round, enum status status,
                          uint64_t visit_ns, const struct record *record)
{
    add_visit(history, &history->sentinel, round, status, visit_ns, record);
}

size_t history_due(const struct history *history, uint32_t round)
{
    size_t due = 0;
    for (size_t i = 0; i < history->count; i++)
        due += !history->cells[i].closed && !history->cells[i].done[round];
    return due;
}

uint32_t history_complete(const struct history *history, uint32_t last)
{
    uint32_t complete = 0;
    for (uint32_t round = 1; round <= last; round++)
        complete += history_due(history, round) == 0;
    return complete;
}

bool history_sentinel_due(const struct history *history, uint32_t round)
{
    return !history->sentinel.closed && !history->sentinel.done[round];
}

bool history_drifts(const struct history *history)
{
    struct drift drift = drift_test(history->sentinel.values, history->sentinel.value_count);
    return drift.drifts || drift.correlated;
}

/* Its last round; 0 where there was none. */
static uint32_t last_round(const struct history *history, const struct cell_history *cell)
{
    uint32_t last = history->rounds_most;
    while (last > 0 && !cell->done[last])
        last--;
    return last;
}

uint32_t history_last_round(const struct history *history)
{
    uint32_t last = last_round(history, &history->sentinel);
    for (size_t i = 0; i < history->count; i++) {
        uint32_t own = last_round(history, &history->cells[i]);
        last = own > last ? own : last;
    }
    return last;
}

static void reopen(const struct history *history, struct cell_history *cell)
{
    if (cell->closed)
        cell->done[last_round(history, cell)] = false;
    cell->reopened = cell->closed;
    cell->closed = cell->too_long = false;
}

void history_reopen(struct history *history)
{
    for (size_t i = 0; i < history->count; i++)
        reopen(history, &history->cells[i]);
    if (last_round(history, &history->sentinel) > 0)
        reopen(history, &history->sentinel);
}

static double *sorted_values(const struct cell_history *cell, double *median)
{
    double *sorted = xcalloc(cell->value_count, sizeof *sorted);
    if (cell->value_count > 0)
        memcpy(sorted, cell->values, cell->value_count * sizeof *sorted);
    *median = quantile_median(sorted, cell->value_count);
    return sorted;
}

double history_call_ns(const struct cell_history *cell)
{
    double median;
    free(sorted_values(cell, &median));
    return median;
}

double history_half_width(const struct cell_history *cell)
{
    double median, *sorted = sorted_values(cell, &median);
    struct interval interval = quantile_median_interval(sorted, cell->value_count, decision_level);
    free(sorted);
    return isnan(interval.lo) ? INFINITY : (interval.hi - interval.lo) / 2 / median;
}

/* Mean over the cells that have been visited; negative where none has. */
static double mean_visit_ns(const struct history *history)
{
    double sum_ns = 0;
    size_t seen = 0;
    for (size_t i = 0; i < history->count; i++) {
        seen += history->cells[i].visit_ns > 0;
        sum_ns += history->cells[i].visit_ns;
    }
    return seen > 0 ? sum_ns / (double)seen : -1;
}

double history_round_ns(const struct history *history, uint32_t round)
{
    double mean_ns = mean_visit_ns(history), sum_ns = 0;
    for (size_t i = 0; i < history->count; i++) {
        const struct cell_history *cell = &history->cells[i];
        if (cell->closed || cell->done[round])
            continue;
        if (mean_ns < 0)
            return -1;
        sum_ns += cell->visit_ns > 0 ? cell->visit_ns : mean_ns;
    }
    if (sum_ns > 0 && history_sentinel_due(history, round))
        sum_ns += history->sentinel.visit_ns;
    return sum_ns;
}
