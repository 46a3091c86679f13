/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV as RFC 4180 has it: reading (libcsv) into a table of strings, writing field by field. */
#ifndef PARBENCH_RESULTS_CSV_H
#define PARBENCH_RESULTS_CSV_H

#include "base/text.h"

struct csv_table {
    char **fields; /* rows x columns, the header first; owned */
    size_t *ends;  /* of each row: how many bytes there are up to and with its line end; owned */
    size_t rows;   /* with the header */
    size_t columns;
};

/* The rows of `data` that have their line end: behind them may be the begin of one, where an append
 * was torn. Every row must have as many fields as the header. `path` is for messages. */
int csv_parse_complete(const char *path, const char *data, size_t size, struct csv_table *table,
                       struct error *error);
void csv_table_free(struct csv_table *table);

/* "" outside of the table. Row 0 is the header. */
const char *csv_field(const struct csv_table *table, size_t row, size_t column);

/* columns where there is none of that name. */
size_t csv_column(const struct csv_table *table, const char *name);

/* Appends a field, quoted where needed. A text that a spreadsheet would run as a formula gets an
 * apostrophe in front. */
void csv_append_text(struct text *to, const char *field, char separator);

#endif
