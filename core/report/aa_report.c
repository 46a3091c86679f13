/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/aa_report.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- text ----------------------------------------------------------------------------------- */

/* As --only would match it; owned by the caller. */
static char *key_of(const struct aa_pair *pair)
{
    return text_format("%s/%s/%" PRIu64 "/%" PRIu64, pair->first->kernel, pair->first->backend,
                       pair->first->n, pair->first->workers);
}

/* Owned by the caller. */
static char *verdict_of(const struct aa_pair *pair)
{
    const struct cell_summary *bad = pair->first->status != STATUS_OK ? pair->first : pair->again;
    if (pair->judged)
        return xstrdup(pair->different ? "different" : "not different");
    if (bad->status != STATUS_OK)
        return text_format("left out: %s is %s", bad->backend, status_name(bad->status));
    return text_format("left out: %zu common rounds", pair->ratio.rounds);
}

static void append_pair(const struct aa_pair *pair, int width, struct text *to)
{
    char *key = key_of(pair), *verdict = verdict_of(pair);
    text_append(to, "%-*s  %6zu", width, key, pair->ratio.rounds);
    if (pair->judged)
        text_append(to, "  %6.4f  [%6.4f, %6.4f]", pair->ratio.value, pair->ratio.interval.lo,
                    pair->ratio.interval.hi);
    else
        text_append(to, "  %6s  %16s", "", "");
    text_append(to, "  %s\n", verdict);
    free(key);
    free(verdict);
}

void aa_report_table(const struct aa *aa, struct text *to)
{
    size_t width = strlen("cell");
    for (size_t i = 0; i < aa->count; i++) {
        char *key = key_of(&aa->pairs[i]);
        width = strlen(key) > width ? strlen(key) : width;
        free(key);
    }
    text_append(to, "%-*s  rounds   ratio  95 %% interval     verdict\n", (int)width, "cell");
    for (size_t i = 0; i < aa->count; i++)
        append_pair(&aa->pairs[i], (int)width, to);
}

static void append_left_out(const struct aa *aa, struct text *to)
{
    if (aa->not_ok > 0)
        text_append(to, "left out: %zu, of which a twin is not ok\n", aa->not_ok);
    if (aa->few_rounds > 0)
        text_append(to, "left out: %zu with fewer than 6 common rounds\n", aa->few_rounds);
}

static void append_floor(const struct aa *aa, struct text *to)
{
    if (aa->judged >= aa_floor_pairs)
        text_append(to, "noise floor: %.2f %% (95 of 100 pairs differ by no more)\n",
                    aa->noise_floor * 100);
    else if (aa->judged > 0)
        text_append(to,
                    "largest difference of %zu pair%s: %.2f %% (%d are needed for a noise floor)\n",
                    aa->judged, aa->judged == 1 ? "" : "s", aa->largest * 100, aa_floor_pairs);
}

void aa_report_figures(const struct aa *aa, struct text *to)
{
    if (aa->judged == 0)
        text_append(to, "no pair to judge\n");
    else
        text_append(to,
                    "different: %zu of %zu pair%s, %.1f %% (95 %% interval %.1f %% to %.1f %%)\n",
                    aa->different, aa->judged, aa->judged == 1 ? "" : "s", aa->rate * 100,
                    aa->rate_interval.lo * 100, aa->rate_interval.hi * 100);
    append_left_out(aa, to);
    append_floor(aa, to);
    if (aa->rounds > 0 && aa->rounds < aa->rounds_least)
        text_append(to, "%zu of %zu rounds: the run is not complete\n", aa->rounds,
                    aa->rounds_least);
}

/* ---- JSON ----------------------------------------------------------------------------------- */

static json_t *encode_real(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *encode_pair(const struct aa_pair *pair)
{
    char *verdict = verdict_of(pair);
    json_t *object =
        json_pack("{s:s, s:s, s:s, s:I, s:I, s:I, s:o, s:o, s:o, s:s}", "kernel",
                  pair->first->kernel, "backend", pair->first->backend, "again",
                  pair->again->backend, "n", (json_int_t)pair->first->n, "workers",
                  (json_int_t)pair->first->workers, "rounds", (json_int_t)pair->ratio.rounds,
                  "ratio", encode_real(pair->judged ? pair->ratio.value : NAN), "ratio_lo",
                  encode_real(pair->judged ? pair->ratio.interval.lo : NAN), "ratio_hi",
                  encode_real(pair->judged ? pair->ratio.interval.hi : NAN), "verdict", verdict);
    free(verdict);
    return object;
}

static json_t *encode_drift(const struct sentinel *sentinel)
{
    const struct drift *drift = &sentinel->drift;
    return json_pack("{s:b, s:b, s:o, s:o, s:o, s:o}", "drifts", drift->drifts, "correlated",
                     drift->correlated, "spearman", encode_real(drift->spearman), "spearman_p",
                     encode_real(drift->spearman_p), "pettitt_p", encode_real(drift->pettitt_p),
                     "lag1", encode_real(drift->lag1));
}

json_t *aa_report_json(const struct aa *aa, const struct sentinel *sentinel, const char *run)
{
    json_t *details = json_array();
    for (size_t i = 0; i < aa->count; i++)
        json_array_append_new(details, encode_pair(&aa->pairs[i]));
    json_t *directory = json_string(run); /* none where it is not UTF-8 */
    return json_pack(
        "{s:o, s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:I, s:I, s:I, s:I, s:o, s:o}", "run",
        directory ? directory : json_null(), "pairs", (json_int_t)aa->judged, "different",
        (json_int_t)aa->different, "false_difference_rate", encode_real(aa->rate),
        "false_difference_rate_lo", encode_real(aa->rate_interval.lo), "false_difference_rate_hi",
        encode_real(aa->rate_interval.hi), "largest_difference", encode_real(aa->largest),
        "noise_floor", encode_real(aa->noise_floor), "rounds", (json_int_t)aa->rounds,
        "rounds_least", (json_int_t)aa->rounds_least, "left_out_not_ok", (json_int_t)aa->not_ok,
        "left_out_few_rounds", (json_int_t)aa->few_rounds, "drift", encode_drift(sentinel),
        "details", details);
}
