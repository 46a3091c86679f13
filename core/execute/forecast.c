/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "execute/forecast.h"

#include <gsl/gsl_fit.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/number.h"

bool forecast_line(const double *n, const double *t_ns, size_t count, double *a, double *b)
{
    double covariance[3], squares;
    double *weights = xcalloc(count, sizeof *weights);
    bool spread = false;
    for (size_t i = 0; i < count; i++) {
        weights[i] = 1 / (t_ns[i] * t_ns[i]);
        spread = spread || n[i] > n[0] || n[i] < n[0];
    }
    if (spread) {
        gsl_fit_wlinear(n, 1, weights, 1, t_ns, 1, count, a, b, &covariance[0], &covariance[1],
                        &covariance[2], &squares);
        if (*a < 0) { /* a start-up cost is not negative: the line through the origin */
            *a = 0;
            gsl_fit_wmul(n, 1, weights, 1, t_ns, 1, count, b, &covariance[0], &squares);
        }
        *b = fmax(*b, 0);
    }
    free(weights);
    return spread;
}

static bool is_smaller_sibling(const struct cell *cell, const struct cell *other)
{
    return other->kernel == cell->kernel && other->backend == cell->backend &&
           other->workers == cell->workers && other->n < cell->n;
}

/* What smaller n of the same kernel, backend and workers have shown. */
struct smaller {
    double *n;
    double *t_ns;
    size_t count;
    double largest;
    uint64_t too_long; /* such an n; 0: none */
};

static void look_at_smaller(const struct plan *plan, const struct history *history,
                            const struct cell *cell, struct smaller *smaller)
{
    for (size_t i = 0; i < plan->count; i++) {
        const struct cell_history *seen = &history->cells[i];
        if (!is_smaller_sibling(cell, &plan->cells[i]))
            continue;
        if (seen->value_count > 0) {
            smaller->n[smaller->count] = (double)plan->cells[i].n;
            smaller->t_ns[smaller->count++] = history_call_ns(seen);
            smaller->largest = fmax(smaller->largest, (double)plan->cells[i].n);
        } else if (seen->too_long && plan->cells[i].timeout_ns >= cell->timeout_ns) {
            smaller->too_long = plan->cells[i].n;
        }
    }
}

/* Small n show what is lost between calls rather than the time of an item: where the line reaches
 * further than a hundredfold, the timeout has to be exceeded a hundredfold. */
static char *predict(const struct cell *cell, const struct smaller *smaller)
{
    char limit[number_size], predicted[number_size];
    double a, b, timeout_ns = (double)cell->timeout_ns;
    if (smaller->count < 2 || !forecast_line(smaller->n, smaller->t_ns, smaller->count, &a, &b))
        return NULL;
    double call_ns = a + b * (double)cell->n;
    if (call_ns <= timeout_ns * ((double)cell->n > 100 * smaller->largest ? 100 : 1))
        return NULL;
    return text_format("predicted %s a call from %zu smaller n (%.3g ns + %.3g ns per item), more "
                       "than the timeout of %s",
                       number_format_time(predicted, call_ns), smaller->count, a, b,
                       number_format_duration(limit, cell->timeout_ns));
}

bool forecast_hopeless(const struct plan *plan, const struct history *history, size_t index,
                       char **detail)
{
    const struct cell *cell = &plan->cells[index];
    const struct cell_history *own = &history->cells[index];
    struct smaller smaller = {0};
    char limit[number_size];
    *detail = NULL;
    if (own->value_count > 0 || own->reopened)
        return false;
    smaller.n = xcalloc(plan->count, sizeof *smaller.n);
    smaller.t_ns = xcalloc(plan->count, sizeof *smaller.t_ns);
    look_at_smaller(plan, history, cell, &smaller);
    if (smaller.too_long != 0)
        *detail = text_format("n = %" PRIu64 " already took more than the timeout of %s",
                              smaller.too_long, number_format_duration(limit, cell->timeout_ns));
    else
        *detail = predict(cell, &smaller);
    free(smaller.n);
    free(smaller.t_ns);
    return *detail != NULL;
}
