/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/series.h"

#include <stdlib.h>
#include <string.h>

#include "base/quantile.h"

/* ---- which samples belong to which cell ----------------------------------------------------- */

static int compare_keys(const char *kernel_a, const char *backend_a, uint64_t n_a,
                        uint64_t workers_a, const char *kernel_b, const char *backend_b,
                        uint64_t n_b, uint64_t workers_b)
{
    int order = strcmp(kernel_a, kernel_b);
    if (order == 0)
        order = strcmp(backend_a, backend_b);
    if (order == 0)
        order = (n_a > n_b) - (n_a < n_b);
    return order ? order : (workers_a > workers_b) - (workers_a < workers_b);
}

static int by_key(const void *a, const void *b)
{
    const struct planned_cell *x = (*(struct series *const *)a)->plan;
    const struct planned_cell *y = (*(struct series *const *)b)->plan;
    return compare_keys(x->kernel, x->backend, x->n, x->workers, y->kernel, y->backend, y->n,
                        y->workers);
}

struct series *series_find(const struct all_series *all, const char *kernel, const char *backend,
                           uint64_t n, uint64_t workers)
{
    struct planned_cell cell = {.kernel = kernel, .backend = backend, .n = n, .workers = workers};
    struct series wanted = {.plan = &cell}, *key = &wanted;
    struct series **found = bsearch(&key, all->sorted, all->count, sizeof *all->sorted, by_key);
    return found ? *found : NULL;
}

/* The list is full at each power of two. */
static void add_sample(const struct sample ***list, size_t *count, const struct sample *sample)
{
    if ((*count & (*count - 1)) == 0)
        *list = xrealloc(*list, (*count ? 2 * *count : 1) * sizeof **list);
    (*list)[(*count)++] = sample;
}

static void distribute(const struct samples *samples, const struct all_series *all)
{
    for (size_t i = 0; i < samples->count; i++) {
        const struct sample *sample = &samples->rows[i];
        struct series *series =
            series_find(all, sample->kernel, sample->backend, sample->n, sample->workers);
        if (series == NULL)
            continue;
        if (sample->phase == PHASE_EXTERNAL)
            add_sample(&series->externals, &series->external_count, sample);
        else
            add_sample(&series->samples, &series->count, sample);
    }
}

/* ---- one value a round ---------------------------------------------------------------------- */

double series_call_ns(const struct sample *sample)
{
    return (double)sample->batch_ns / (double)sample->batch;
}

bool series_is_timed(const struct sample *sample, enum phase phase)
{
    return sample->phase == phase && sample->batch > 0;
}

size_t series_round_end(const struct series *series, size_t begin)
{
    size_t end = begin;
    while (end < series->count && series->samples[end]->round == series->samples[begin]->round)
        end++;
    return end;
}

static void find_rounds(struct series *series)
{
    double *values = xcalloc(series->count, sizeof *values);
    series->rounds = xcalloc(series->count, sizeof *series->rounds);
    series->medians = xcalloc(series->count, sizeof *series->medians);
    for (size_t begin = 0, end; begin < series->count; begin = end) {
        size_t used = 0;
        end = series_round_end(series, begin);
        for (size_t i = begin; i < end; i++)
            if (series_is_timed(series->samples[i], PHASE_CALL))
                values[used++] = series_call_ns(series->samples[i]);
        if (used == 0)
            continue;
        series->rounds[series->round_count] = series->samples[begin]->round;
        series->medians[series->round_count++] = quantile_median(values, used);
    }
    free(values);
}

/* A visit that was made again (run --retry) replaces the earlier one of the same round. Rows of one
 * visit stand together and end with its visit line. */
static void drop_superseded(struct series *series)
{
    size_t kept = 0, begin = 0;
    for (size_t i = 0; i < series->count; i++) {
        if (series->samples[i]->phase != PHASE_VISIT)
            continue;
        size_t left = 0;
        for (size_t k = 0; k < kept; k++)
            if (series->samples[k]->round != series->samples[i]->round)
                series->samples[left++] = series->samples[k];
        kept = left;
        while (begin <= i)
            series->samples[kept++] = series->samples[begin++];
    }
    series->count = kept;
}

struct all_series series_make(const struct run_info *run, const struct samples *samples)
{
    struct all_series all = {.items = xcalloc(run->count, sizeof *all.items),
                             .sorted = xcalloc(run->count, sizeof *all.sorted),
                             .count = run->count};
    for (size_t i = 0; i < run->count; i++) {
        all.items[i].plan = &run->cells[i];
        all.sorted[i] = &all.items[i];
    }
    qsort(all.sorted, all.count, sizeof *all.sorted, by_key);
    distribute(samples, &all);
    for (size_t i = 0; i < all.count; i++) {
        drop_superseded(&all.items[i]);
        find_rounds(&all.items[i]);
    }
    return all;
}

void series_free(struct all_series *all)
{
    for (size_t i = 0; i < all->count; i++) {
        free(all->items[i].samples);
        free(all->items[i].externals);
        free(all->items[i].rounds);
        free(all->items[i].medians);
    }
    free(all->items);
    free(all->sorted);
}
