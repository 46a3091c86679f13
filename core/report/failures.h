/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why an exit status is what it is, for somebody who sees no table. */
#ifndef PARBENCH_REPORT_FAILURES_H
#define PARBENCH_REPORT_FAILURES_H

#include "results/cells.h"

/* One line for the cells of one kernel and backend that fail alike (with `strict` also those that
 * are not there): how many, and why; after 8 lines only how many reasons more there are. Nothing
 * where none fails. */
void failures_format(const struct cell_summary *cells, size_t count, bool strict, struct text *to);

#endif
