/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/aa.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double level = 0.95;

/* ---- figures of all pairs ------------------------------------------------------------------- */

struct interval aa_rate_interval(size_t different, size_t pairs)
{
    double k = (double)different, n = (double)pairs, tail = (1 - level) / 2;
    if (pairs == 0)
        return (struct interval){NAN, NAN};
    return (struct interval){different == 0 ? 0 : gsl_cdf_beta_Pinv(tail, k, n - k + 1),
                             different == pairs ? 1 : gsl_cdf_beta_Pinv(1 - tail, k + 1, n - k)};
}

double aa_noise_floor(double *ratios, size_t count)
{
    if (count < aa_floor_pairs)
        return NAN;
    for (size_t i = 0; i < count; i++)
        ratios[i] = fabs(log(ratios[i]));
    gsl_sort(ratios, 1, count);
    return expm1(ratios[(95 * count + 99) / 100 - 1]);
}

double aa_largest(const double *ratios, size_t count)
{
    double largest = NAN;
    for (size_t i = 0; i < count; i++)
        largest = fmax(largest, fabs(log(ratios[i])));
    return expm1(largest);
}

/* ---- pairs ---------------------------------------------------------------------------------- */

/* The series of the cell's twin, or NULL where it is not a first one. */
static const struct series *twin_of(const struct all_series *all, const struct planned_cell *cell)
{
    char *name = text_format("%s%s", cell->backend, twin_suffix);
    const struct series *twin = series_find(all, cell->kernel, name, cell->n, cell->workers);
    free(name);
    return twin;
}

static bool is_ok(const struct aa_pair *pair)
{
    return pair->first->status == STATUS_OK && pair->again->status == STATUS_OK;
}

static struct aa_pair compare(const struct summary *summary, const struct all_series *all,
                              const struct series *first, const struct series *again)
{
    struct aa_pair pair = {.first = &summary->cells[first - all->items],
                           .again = &summary->cells[again - all->items],
                           .ratio = pair_ratio(first, again)};
    pair.judged = is_ok(&pair) && !isnan(pair.ratio.interval.lo);
    pair.different = pair.judged && (pair.ratio.interval.lo > 1 || pair.ratio.interval.hi < 1);
    return pair;
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static void count_pairs(struct aa *aa)
{
    double *ratios = xcalloc(aa->count, sizeof *ratios);
    for (size_t i = 0; i < aa->count; i++) {
        const struct aa_pair *pair = &aa->pairs[i];
        aa->not_ok += !is_ok(pair);
        aa->few_rounds += is_ok(pair) && !pair->judged;
        aa->different += pair->different;
        if (is_ok(pair))
            aa->rounds = larger(aa->rounds, larger(pair->first->rounds, pair->again->rounds));
        if (pair->judged)
            ratios[aa->judged++] = pair->ratio.value;
    }
    aa->rate = aa->judged > 0 ? (double)aa->different / (double)aa->judged : NAN;
    aa->rate_interval = aa_rate_interval(aa->different, aa->judged);
    aa->largest = aa_largest(ratios, aa->judged);
    aa->noise_floor = aa_noise_floor(ratios, aa->judged);
    free(ratios);
}

int aa_make(const struct summary *summary, struct aa *aa, struct error *error)
{
    const struct run_info *run = &summary->run;
    *aa = (struct aa){.rounds_least = run->rounds_least};
    if (!run->twins)
        return error_set(error, "%s: is not a run of \"parbench aa\"", run->run);
    struct all_series all = series_make(run, &summary->samples);
    aa->pairs = xcalloc(run->count, sizeof *aa->pairs);
    for (size_t i = 0; i < run->count; i++) {
        const struct series *again = twin_of(&all, &run->cells[i]);
        if (again != NULL)
            aa->pairs[aa->count++] = compare(summary, &all, &all.items[i], again);
    }
    series_free(&all);
    count_pairs(aa);
    return 0;
}

void aa_free(struct aa *aa)
{
    free(aa->pairs);
    *aa = (struct aa){0};
}
