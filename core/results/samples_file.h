/* SPDX-License-Identifier: GPL-3.0-or-later */
/* samples.csv as a file that a kill may have torn: its header, the rows that are whole, and what
 * may be cut off behind them. */
#ifndef PARBENCH_RESULTS_SAMPLES_FILE_H
#define PARBENCH_RESULTS_SAMPLES_FILE_H

#include <stdint.h>

#include "results/csv.h"

extern const char samples_header[]; /* with its line end */

/* The rows that have their line end. `run` is the run's name; NULL: as the first row says. -1 also
 * where so much follows them that it cannot be the begin of one row. */
int samples_file_read(const char *path, const char *run, struct csv_table *table,
                      struct error *error);

/* Cuts off what follows the last complete append: a visit line ends one, and the last of external
 * lines that are as many of either number of calls. *lines: those that stay, without the header.
 * -1, and nothing is cut, where that is more than the lines of one append, or a row is not what it
 * may be. */
int samples_file_cut(int file, const char *path, const char *run, uint64_t *lines,
                     struct error *error);

#endif
