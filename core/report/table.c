/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/table.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

enum { cell_width = 64 };

static void show_kernel(const struct cell_summary *cell, char *to)
{
    snprintf(to, cell_width, "%s", cell->kernel);
}

static void show_n(const struct cell_summary *cell, char *to)
{
    snprintf(to, cell_width, "%" PRIu64, cell->n);
}

static void show_backend(const struct cell_summary *cell, char *to)
{
    snprintf(to, cell_width, "%s", cell->backend);
}

static void show_workers(const struct cell_summary *cell, char *to)
{
    snprintf(to, cell_width, "%" PRIu64, cell->workers);
}

static void show_time(const struct cell_summary *cell, char *to)
{
    char number[number_size];
    if (!isnan(cell->time_ns))
        snprintf(to, cell_width, "%s", number_format_time(number, cell->time_ns));
}

static void show_interval(const struct cell_summary *cell, char *to)
{
    char lo[number_size], hi[number_size];
    if (!isnan(cell->time_lo_ns))
        snprintf(to, cell_width, "[%s, %s]", number_format_time(lo, cell->time_lo_ns),
                 number_format_time(hi, cell->time_hi_ns));
}

static void show_real(double value, int decimals, char *to)
{
    if (!isnan(value))
        snprintf(to, cell_width, "%.*f", decimals, value);
}

static void show_item(const struct cell_summary *cell, char *to)
{
    show_real(cell->ns_per_item, cell->ns_per_item < 100 ? 3 : 1, to);
}

static void show_speedup(const struct cell_summary *cell, char *to)
{
    show_real(cell->speedup, 2, to);
}

static void show_efficiency(const struct cell_summary *cell, char *to)
{
    show_real(cell->efficiency, 2, to);
}

static void show_status(const struct cell_summary *cell, char *to)
{
    snprintf(to, cell_width, "%s", status_name(cell->status));
}

static const struct column {
    const char *title;
    void (*show)(const struct cell_summary *cell, char *to); /* leaves "" where there is nothing */
    int left;
} columns[] = {
    {"kernel", show_kernel, 1},
    {"n", show_n, 0},
    {"backend", show_backend, 1},
    {"workers", show_workers, 0},
    {"time", show_time, 0},
    {"95 % interval", show_interval, 1},
    {"ns/item", show_item, 0},
    {"speedup", show_speedup, 0},
    {"efficiency", show_efficiency, 0},
    {"status", show_status, 1},
};
enum { column_count = sizeof columns / sizeof *columns };

static void append_row(const char fields[column_count][cell_width], const size_t *widths,
                       struct text *to)
{
    for (size_t i = 0; i < column_count; i++) {
        int width = (int)widths[i];
        bool last = i + 1 == column_count;
        if (columns[i].left)
            text_append(to, "%-*s%s", last ? 0 : width, fields[i], last ? "\n" : "  ");
        else
            text_append(to, "%*s%s", width, fields[i], last ? "\n" : "  ");
    }
}

static void fill_row(const struct cell_summary *cell, char fields[column_count][cell_width])
{
    for (size_t i = 0; i < column_count; i++) {
        fields[i][0] = '\0';
        if (cell != NULL)
            columns[i].show(cell, fields[i]);
        else
            snprintf(fields[i], cell_width, "%s", columns[i].title);
    }
}

void table_format(const struct cell_summary *cells, size_t count, struct text *to)
{
    char fields[column_count][cell_width];
    size_t widths[column_count] = {0};
    for (size_t row = 0; row <= count; row++) {
        fill_row(row ? &cells[row - 1] : NULL, fields);
        for (size_t i = 0; i < column_count; i++)
            if (strlen(fields[i]) > widths[i])
                widths[i] = strlen(fields[i]);
    }
    for (size_t row = 0; row <= count; row++) {
        fill_row(row ? &cells[row - 1] : NULL, fields);
        append_row(fields, widths, to);
    }
}

void table_format_details(const struct cell_summary *cells, size_t count, struct text *to)
{
    struct text_list seen = {0};
    for (size_t i = 0; i < count; i++) {
        const struct cell_summary *cell = &cells[i];
        if (cell->status == STATUS_OK)
            continue;
        char *line = text_format("%s/%s: %s: %s", cell->kernel, cell->backend,
                                 status_name(cell->status), cell->detail);
        if (!text_list_contains(&seen, line))
            text_append(to, "%s\n", line);
        text_list_take(&seen, line);
    }
    text_list_free(&seen);
}
