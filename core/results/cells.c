/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/cells.h"

#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/flags.h"
#include "base/number.h"
#include "base/path.h"
#include "results/csv.h"

const struct cells_format cells_plain = {',', '.', "\n"};

enum type { TYPE_SCHEMA, TYPE_TEXT, TYPE_COUNT, TYPE_REAL, TYPE_STATUS, TYPE_FLAGS };

#define COLUMN(name, type)                                                                         \
    {                                                                                              \
#name, type, offsetof(struct cell_summary, name)                                           \
    }
static const struct column {
    const char *name;
    enum type type;
    size_t offset;
} columns[] = {
    {"schema", TYPE_SCHEMA, 0},
    COLUMN(experiment, TYPE_TEXT),
    COLUMN(run, TYPE_TEXT),
    COLUMN(host, TYPE_TEXT),
    COLUMN(kernel, TYPE_TEXT),
    COLUMN(backend, TYPE_TEXT),
    COLUMN(n, TYPE_COUNT),
    COLUMN(workers, TYPE_COUNT),
    COLUMN(status, TYPE_STATUS),
    COLUMN(detail, TYPE_TEXT),
    COLUMN(flags, TYPE_FLAGS),
    COLUMN(rounds, TYPE_COUNT),
    COLUMN(samples, TYPE_COUNT),
    COLUMN(batch, TYPE_REAL),
    COLUMN(time_ns, TYPE_REAL),
    COLUMN(time_lo_ns, TYPE_REAL),
    COLUMN(time_hi_ns, TYPE_REAL),
    COLUMN(time_min_ns, TYPE_REAL),
    COLUMN(time_mean_ns, TYPE_REAL),
    COLUMN(time_sd_ns, TYPE_REAL),
    COLUMN(ns_per_item, TYPE_REAL),
    COLUMN(items_per_s, TYPE_REAL),
    COLUMN(gb_per_s, TYPE_REAL),
    COLUMN(gflops, TYPE_REAL),
    COLUMN(start_ns, TYPE_REAL),
    COLUMN(first_ns, TYPE_REAL),
    COLUMN(cold_ns, TYPE_REAL),
    COLUMN(stop_ns, TYPE_REAL),
    COLUMN(imbalance, TYPE_REAL),
    COLUMN(speedup, TYPE_REAL),
    COLUMN(speedup_lo, TYPE_REAL),
    COLUMN(speedup_hi, TYPE_REAL),
    COLUMN(efficiency, TYPE_REAL),
    COLUMN(self_speedup, TYPE_REAL),
    COLUMN(karp_flatt, TYPE_REAL),
    COLUMN(value, TYPE_REAL),
    COLUMN(error, TYPE_REAL),
    COLUMN(tolerance, TYPE_REAL),
    COLUMN(external_ns, TYPE_REAL),
    COLUMN(kernel_plugin, TYPE_TEXT),
    COLUMN(kernel_options, TYPE_TEXT),
    COLUMN(backend_plugin, TYPE_TEXT),
    COLUMN(backend_options, TYPE_TEXT),
};
enum { column_count = sizeof columns / sizeof *columns };

struct cell_summary cells_nothing(void)
{
    struct cell_summary cell = {.status = STATUS_OK,
                                .flagged_share = NAN,
                                .clean_ns = NAN,
                                .external_lo_ns = NAN,
                                .external_hi_ns = NAN};
    for (size_t i = 0; i < column_count; i++) {
        char *member = (char *)&cell + columns[i].offset;
        if (columns[i].type == TYPE_REAL)
            *(double *)member = NAN;
        else if (columns[i].type == TYPE_TEXT)
            *(const char **)member = "";
    }
    return cell;
}

static void append_real(struct text *to, double value, char decimal)
{
    char number[number_size];
    number_format_real(number, value);
    char *point = strchr(number, '.');
    if (point != NULL)
        *point = decimal;
    text_append(to, "%s", number);
}

static void append_field(struct text *to, const struct cell_summary *cell,
                         const struct column *column, const struct cells_format *format)
{
    const char *member = (const char *)cell + column->offset;
    char flags[flags_size];
    switch (column->type) {
    case TYPE_SCHEMA:
        text_append(to, "1");
        break;
    case TYPE_TEXT:
        csv_append_text(to, *(const char *const *)member, format->separator);
        break;
    case TYPE_COUNT:
        text_append(to, "%" PRIu64, *(const uint64_t *)member);
        break;
    case TYPE_REAL:
        append_real(to, *(const double *)member, format->decimal);
        break;
    case TYPE_STATUS:
        text_append(to, "%s", status_name(cell->status));
        break;
    case TYPE_FLAGS:
        text_append(to, "%s", flags_format(flags, cell->flags));
        break;
    }
}

static void end_field(struct text *to, size_t column, const struct cells_format *format)
{
    if (column + 1 < column_count)
        text_append_bytes(to, &format->separator, 1);
    else
        text_append(to, "%s", format->line_end);
}

void cells_format_header(const struct cells_format *format, struct text *to)
{
    for (size_t i = 0; i < column_count; i++) {
        text_append(to, "%s", columns[i].name);
        end_field(to, i, format);
    }
}

void cells_format_lines(const struct cell_summary *cells, size_t count,
                        const struct cells_format *format, struct text *to)
{
    for (size_t cell = 0; cell < count; cell++)
        for (size_t i = 0; i < column_count; i++) {
            append_field(to, &cells[cell], &columns[i], format);
            end_field(to, i, format);
        }
}

int cells_write(const char *directory, const struct cell_summary *cells, size_t count,
                struct error *error)
{
    char *path = path_join(directory, "cells.csv");
    struct text text = {0};
    cells_format_header(&cells_plain, &text);
    cells_format_lines(cells, count, &cells_plain, &text);
    int result = path_write_file(path, text.data, text.length, error);
    text_free(&text);
    free(path);
    return result;
}
