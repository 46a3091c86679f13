/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of samples.csv, from text to samples; what no runner writes is refused. */
#ifndef PARBENCH_RESULTS_SAMPLES_ROWS_H
#define PARBENCH_RESULTS_SAMPLES_ROWS_H

#include "results/samples.h"

/* rows: as many as the table has, of which *count are set; a row of a phase that this version does
 * not know is passed over. -1 where a column is missing, seq is not 1, 2, 3 ..., or a field is not
 * what its column may hold; the error names the row, counted from the header as 1. `path` is for
 * messages. */
int samples_rows_decode(const char *path, const struct csv_table *table, struct sample *rows,
                        size_t *count, struct error *error);

#endif
