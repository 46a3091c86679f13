/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells that need not be tried: what smaller n took says that this one cannot end in time. */
#ifndef PARBENCH_EXECUTE_FORECAST_H
#define PARBENCH_EXECUTE_FORECAST_H

#include "execute/history.h"

/* The line t = a + b n through the times of one call at several n, a and b not negative: least
 * squares of the relative residuals (methodology 2.3). False under two different n. */
bool forecast_line(const double *n, const double *t_ns, size_t count, double *a, double *b);

/* True where the smaller n of the same kernel, backend and workers predict that this cell exceeds
 * its timeout, or have exceeded theirs. *detail, owned by the caller, says the prediction. */
bool forecast_hopeless(const struct plan *plan, const struct history *history, size_t cell,
                       char **detail);

#endif
