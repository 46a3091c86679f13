/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/clean.h"
#include "analysis/pair.h"
#include "analysis/ran.h"
#include "analysis/series.h"
#include "analysis/slope.h"
#include "base/flags.h"
#include "base/quantile.h"

static const double level = 0.95;

/* ---- figures of one cell -------------------------------------------------------------------- */

/* Median over the rows of a phase: of the time of one call, or of the number of calls. */
static double phase_median(const struct series *series, enum phase phase, bool of_batch)
{
    double *values = xcalloc(series->count, sizeof *values);
    size_t used = 0;
    for (size_t i = 0; i < series->count; i++) {
        const struct sample *sample = series->samples[i];
        if (series_is_timed(sample, phase))
            values[used++] = of_batch ? (double)sample->batch : series_call_ns(sample);
    }
    double median = quantile_median(values, used);
    free(values);
    return median;
}

static double smallest_call(const struct series *series)
{
    double least = INFINITY;
    for (size_t i = 0; i < series->count; i++)
        if (series_is_timed(series->samples[i], PHASE_CALL))
            least = fmin(least, series_call_ns(series->samples[i]));
    return least;
}

/* slowest / mean - 1 of the workers in rows [begin, end) of one round; NaN under two workers. */
static double imbalance_of(const struct series *series, size_t begin, size_t end)
{
    double slowest = 0, sum = 0;
    size_t workers = 0;
    for (size_t i = begin; i < end; i++) {
        if (series->samples[i]->phase != PHASE_WORKER)
            continue;
        double busy = (double)series->samples[i]->batch_ns;
        slowest = fmax(slowest, busy);
        sum += busy;
        workers++;
    }
    return workers < 2 || sum <= 0 ? NAN : slowest / (sum / (double)workers) - 1;
}

static double median_imbalance(const struct series *series)
{
    double *values = xcalloc(series->count, sizeof *values);
    size_t used = 0;
    for (size_t begin = 0, end; begin < series->count; begin = end) {
        end = series_round_end(series, begin);
        double imbalance = imbalance_of(series, begin, end);
        if (!isnan(imbalance))
            values[used++] = imbalance;
    }
    double median = quantile_median(values, used);
    free(values);
    return median;
}

static void add_times(const struct series *series, struct cell_summary *cell)
{
    double *sorted = xcalloc(series->round_count, sizeof *sorted);
    memcpy(sorted, series->medians, series->round_count * sizeof *sorted);
    cell->time_ns = quantile_median(sorted, series->round_count);
    struct interval interval = quantile_median_interval(sorted, series->round_count, level);
    cell->time_lo_ns = interval.lo;
    cell->time_hi_ns = interval.hi;
    cell->time_min_ns = smallest_call(series);
    cell->time_mean_ns = quantile_mean(series->medians, series->round_count);
    cell->time_sd_ns = quantile_deviation(series->medians, series->round_count);
    cell->batch = phase_median(series, PHASE_CALL, true);
    free(sorted);
}

static double rate(double per_item, uint64_t n, double time_ns)
{
    return per_item > 0 ? per_item * (double)n / time_ns : NAN;
}

static void add_rates(const struct series *series, struct cell_summary *cell)
{
    double n = (double)cell->n;
    cell->ns_per_item = cell->time_ns / n;
    cell->items_per_s = n / cell->time_ns * 1e9;
    cell->gb_per_s = rate(series->plan->bytes_per_item, cell->n, cell->time_ns);
    cell->gflops = rate(series->plan->flops_per_item, cell->n, cell->time_ns);
}

static void add_costs(const struct series *series, struct cell_summary *cell)
{
    cell->start_ns = phase_median(series, PHASE_START, false);
    cell->first_ns = phase_median(series, PHASE_FIRST, false);
    cell->cold_ns = phase_median(series, PHASE_COLD, false);
    cell->stop_ns = phase_median(series, PHASE_STOP, false);
    cell->imbalance = median_imbalance(series);
    ran_find(series, cell);
}

/* ---- speed-up: paired by round (methodology 2.1) -------------------------------------------- */

static void add_speedup(const struct series *baseline, const struct series *alone,
                        const struct series *own, struct cell_summary *cell)
{
    double workers = (double)cell->workers;
    if (alone != NULL)
        cell->self_speedup = pair_ratio(alone, own).value;
    if (baseline == NULL)
        return;
    struct ratio ratio = pair_ratio(baseline, own);
    cell->speedup = ratio.value;
    cell->speedup_lo = ratio.interval.lo;
    cell->speedup_hi = ratio.interval.hi;
    cell->efficiency = ratio.value / workers;
    if (cell->workers > 1) /* Karp and Flatt, CACM 33(5), 1990 */
        cell->karp_flatt = (1 / ratio.value - 1 / workers) / (1 - 1 / workers);
}

/* ---- status and value ----------------------------------------------------------------------- */

/* The worst status of all rows, the words that came with it, every flag. */
static void add_status(const struct series *series, struct cell_summary *cell)
{
    if (series->count == 0) {
        cell->status = STATUS_SKIPPED;
        cell->detail = "not measured: the run ended before";
        return;
    }
    for (size_t i = 0; i < series->count; i++) {
        const struct sample *sample = series->samples[i];
        cell->flags |= sample->flags;
        cell->samples += series_is_timed(sample, PHASE_CALL);
        if (sample->status > cell->status || (sample->status == cell->status && !*cell->detail))
            cell->detail = sample->detail;
        cell->status = status_worse(cell->status, sample->status);
    }
    cell->rounds = series->round_count;
}

/* The sample that is furthest off speaks for the cell. */
static void add_value(const struct series *series, struct cell_summary *cell)
{
    for (size_t i = 0; i < series->count; i++) {
        const struct sample *sample = series->samples[i];
        if (isnan(sample->error) || sample->error <= cell->error)
            continue;
        cell->value = sample->value;
        cell->error = sample->error;
        cell->tolerance = sample->tolerance;
    }
}

/* ---- the run -------------------------------------------------------------------------------- */

static struct cell_summary empty_cell(const struct run_info *run, const struct planned_cell *plan)
{
    struct cell_summary cell = cells_nothing();
    cell.experiment = run->experiment;
    cell.run = run->run;
    cell.host = run->host;
    cell.kernel = plan->kernel;
    cell.backend = plan->backend;
    cell.n = plan->n;
    cell.workers = plan->workers;
    cell.kernel_plugin = plan->kernel_plugin;
    cell.kernel_options = plan->kernel_options;
    cell.backend_plugin = plan->backend_plugin;
    cell.backend_options = plan->backend_options;
    return cell;
}

/* The series to compare with, or NULL where it is not there or not ok. */
static const struct series *reference(const struct all_series *all,
                                      const struct cell_summary *cells, const char *kernel,
                                      const char *backend, uint64_t n)
{
    const struct series *found = backend ? series_find(all, kernel, backend, n, 1) : NULL;
    if (found == NULL || cells[found - all->items].status != STATUS_OK || found->round_count == 0)
        return NULL;
    return found;
}

static void add_external(const struct series *series, struct cell_summary *cell)
{
    struct slope slope = slope_make(series->externals, series->external_count);
    cell->externals = series->external_count;
    cell->external_ns = slope.call_ns;
    cell->external_lo_ns = slope.interval.lo;
    cell->external_hi_ns = slope.interval.hi;
}

static void add_clean(const struct series *series, struct cell_summary *cell)
{
    struct clean clean = clean_make(series);
    cell->flagged_share = clean.flagged_share;
    cell->clean_ns = clean.time_ns;
}

static void add_figures(const struct run_info *run, const struct all_series *all, size_t index,
                        struct cell_summary *cells)
{
    const struct series *own = &all->items[index];
    struct cell_summary *cell = &cells[index];
    if (cell->status != STATUS_OK || own->round_count == 0)
        return;
    add_times(own, cell);
    add_rates(own, cell);
    add_costs(own, cell);
    add_clean(own, cell);
    add_external(own, cell);
    add_speedup(reference(all, cells, cell->kernel, run->baseline, cell->n),
                reference(all, cells, cell->kernel, cell->backend, cell->n), own, cell);
}

int summary_make(const char *directory, struct summary *summary, struct error *error)
{
    *summary = (struct summary){0};
    if (run_json_read(directory, &summary->run, error) != 0)
        return -1;
    if (samples_read(directory, &summary->samples, error) != 0) {
        run_info_free(&summary->run);
        return -1;
    }
    struct all_series all = series_make(&summary->run, &summary->samples);
    summary->sentinel = sentinel_make(&summary->samples);
    summary->cells = xcalloc(summary->run.count, sizeof *summary->cells);
    for (size_t i = 0; i < summary->run.count; i++) {
        summary->cells[i] = empty_cell(&summary->run, &summary->run.cells[i]);
        add_status(&all.items[i], &summary->cells[i]);
        add_value(&all.items[i], &summary->cells[i]);
        if (summary->sentinel.drift.drifts && summary->cells[i].rounds > 0)
            summary->cells[i].flags |= FLAG_DRIFT;
    }
    for (size_t i = 0; i < summary->run.count; i++)
        add_figures(&summary->run, &all, i, summary->cells);
    series_free(&all);
    return 0;
}

void summary_free(struct summary *summary)
{
    free(summary->cells);
    samples_free(&summary->samples);
    run_info_free(&summary->run);
    *summary = (struct summary){0};
}
