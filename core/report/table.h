/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables at the end of a run, as text. */
#ifndef PARBENCH_REPORT_TABLE_H
#define PARBENCH_REPORT_TABLE_H

#include "results/cells.h"

/* Aligned columns, one line per cell. */
void table_format(const struct cell_summary *cells, size_t count, struct text *to);

/* What comes on top of a call: start and stop of the workers, the first and a cold call, imbalance.
 * Only the columns that some cell has and the cells that have some; nothing where none has. */
void table_format_costs(const struct cell_summary *cells, size_t count, struct text *to);

/* One line: which flags there are, in how many cells; nothing where there is none. */
void table_format_flags(const struct cell_summary *cells, size_t count, struct text *to);

/* A line for each cell whose samples without a flag have their median outside of the interval of
 * all samples. */
void table_format_clean(const struct cell_summary *cells, size_t count, struct text *to);

/* On how many of the cells that it timed hyperfine agrees, and a line for each on which it does not
 * and for each whose intervals are too wide to tell (slope_judge). Nothing where it timed none. */
void table_format_external(const struct cell_summary *cells, size_t count, struct text *to);

/* The details of the cells that are not ok, each once. */
void table_format_details(const struct cell_summary *cells, size_t count, struct text *to);

#endif
