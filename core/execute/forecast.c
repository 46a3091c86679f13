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

bool forecast_hopeless(const struct plan *plan, const struct history *history, size_t index,
                       char **detail)
{
    const struct cell *cell = &plan->cells[index];
    double *n = xcalloc(plan->count, sizeof *n), *t_ns = xcalloc(plan->count, sizeof *t_ns);
    double a, b;
    size_t count = 0;
    char limit[number_size], predicted[number_size];
    number_format_duration(limit, cell->timeout_ns);
    *detail = NULL;
    for (size_t i = 0; i < plan->count && *detail == NULL; i++) {
        const struct cell_history *seen = &history->cells[i];
        if (!is_smaller_sibling(cell, &plan->cells[i]))
            continue;
        if (seen->too_long && plan->cells[i].timeout_ns >= cell->timeout_ns)
            *detail = text_format("n = %" PRIu64 " already took more than the timeout of %s",
                                  plan->cells[i].n, limit);
        if (seen->value_count > 0) {
            n[count] = (double)plan->cells[i].n;
            t_ns[count++] = history_call_ns(seen);
        }
    }
    if (*detail == NULL && count > 1 && forecast_line(n, t_ns, count, &a, &b) &&
        a + b * (double)cell->n > (double)cell->timeout_ns)
        *detail =
            text_format("predicted %s a call from %zu smaller n (%.3g ns + %.3g ns per item), "
                        "more than the timeout of %s",
                        number_format_time(predicted, a + b * (double)cell->n), count, a, b, limit);
    free(n);
    free(t_ns);
    return *detail != NULL;
}
