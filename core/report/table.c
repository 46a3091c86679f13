/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/table.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/slope.h"
#include "base/flags.h"
#include "base/number.h"

/* ---- what stands in a column: nothing is appended where there is nothing -------------------- */

static void show_kernel(const struct cell_summary *cell, struct text *to)
{
    text_append(to, "%s", cell->kernel);
}

static void show_n(const struct cell_summary *cell, struct text *to)
{
    text_append(to, "%" PRIu64, cell->n);
}

static void show_backend(const struct cell_summary *cell, struct text *to)
{
    text_append(to, "%s", cell->backend);
}

static void show_workers(const struct cell_summary *cell, struct text *to)
{
    text_append(to, "%" PRIu64, cell->workers);
}

static void append_time(double ns, struct text *to)
{
    char number[number_size];
    if (!isnan(ns))
        text_append(to, "%s", number_format_time(number, ns));
}

static void append_real(double value, int decimals, struct text *to)
{
    if (!isnan(value))
        text_append(to, "%.*f", decimals, value);
}

static void show_time(const struct cell_summary *cell, struct text *to)
{
    append_time(cell->time_ns, to);
}

static void append_interval(double lo_ns, double hi_ns, struct text *to)
{
    if (isnan(lo_ns))
        return;
    text_append(to, "[");
    append_time(lo_ns, to);
    text_append(to, ", ");
    append_time(hi_ns, to);
    text_append(to, "]");
}

static void show_interval(const struct cell_summary *cell, struct text *to)
{
    append_interval(cell->time_lo_ns, cell->time_hi_ns, to);
}

static void show_item(const struct cell_summary *cell, struct text *to)
{
    append_real(cell->ns_per_item, cell->ns_per_item < 100 ? 3 : 1, to);
}

/* Two digits at least, where two decimals would be none. */
static void append_ratio(double value, struct text *to)
{
    if (value > 0 && value < 0.095)
        text_append(to, "%#.2g", value);
    else
        append_real(value, 2, to);
}

static void show_speedup(const struct cell_summary *cell, struct text *to)
{
    append_ratio(cell->speedup, to);
}

static void show_efficiency(const struct cell_summary *cell, struct text *to)
{
    append_ratio(cell->efficiency, to);
}

/* Nothing where no sample is flagged; never 0 % where one is, nor 100 % where one is not. */
static void show_flagged(const struct cell_summary *cell, struct text *to)
{
    double share = cell->flagged_share;
    if (share > 0)
        text_append(to, "%.0f %%", share < 1 ? fmin(fmax(share * 100, 1), 99) : 100);
}

static void show_status(const struct cell_summary *cell, struct text *to)
{
    text_append(to, "%s", status_name(cell->status));
}

static void show_start(const struct cell_summary *cell, struct text *to)
{
    append_time(cell->start_ns, to);
}

static void show_first(const struct cell_summary *cell, struct text *to)
{
    append_time(cell->first_ns, to);
}

static void show_cold(const struct cell_summary *cell, struct text *to)
{
    append_time(cell->cold_ns, to);
}

static void show_stop(const struct cell_summary *cell, struct text *to)
{
    append_time(cell->stop_ns, to);
}

/* "2 on 0-1": so many workers, on these CPUs. */
static void show_ran(const struct cell_summary *cell, struct text *to)
{
    if (cell->ran > 0)
        text_append(to, "%" PRIu64 " on %s", cell->ran, cell->ran_on);
}

static void show_imbalance(const struct cell_summary *cell, struct text *to)
{
    append_real(cell->imbalance, 2, to);
}

enum {
    LEFT = 1,    /* aligned */
    OPTIONAL = 2 /* left out where no cell has it */
};

struct column {
    const char *title;
    void (*show)(const struct cell_summary *cell, struct text *to);
    unsigned kind;
};

static bool is_optional(const struct column *column)
{
    return (column->kind & OPTIONAL) != 0;
}

static const struct column main_columns[] = {
    {"kernel", show_kernel, LEFT},
    {"n", show_n, 0},
    {"backend", show_backend, LEFT},
    {"workers", show_workers, 0},
    {"time", show_time, 0},
    {"95 % interval", show_interval, LEFT},
    {"ns/item", show_item, 0},
    {"speedup", show_speedup, 0},
    {"efficiency", show_efficiency, 0},
    {"flagged", show_flagged, 0},
    {"status", show_status, LEFT},
};

static const struct column cost_columns[] = {
    {"kernel", show_kernel, LEFT},           {"n", show_n, 0},
    {"backend", show_backend, LEFT},         {"workers", show_workers, 0},
    {"start", show_start, OPTIONAL},         {"first", show_first, OPTIONAL},
    {"cold", show_cold, OPTIONAL},           {"stop", show_stop, OPTIONAL},
    {"imbalance", show_imbalance, OPTIONAL}, {"ran on", show_ran, OPTIONAL | LEFT},
};

/* ---- tables --------------------------------------------------------------------------------- */

/* A table while it is made: row 0 is the titles, and each column is as wide as its widest field. */
struct grid {
    const struct column *columns;
    size_t column_count;
    char **fields;  /* rows x column_count, owned */
    size_t *widths; /* 0: an optional column that nobody has */
    size_t rows;
};

static void set_field(struct grid *grid, size_t row, size_t column, char *field)
{
    grid->fields[row * grid->column_count + column] = field;
    if (strlen(field) > grid->widths[column])
        grid->widths[column] = strlen(field);
}

static void add_cell(struct grid *grid, const struct cell_summary *cell)
{
    for (size_t i = 0; i < grid->column_count; i++) {
        struct text field = {0};
        text_append_bytes(&field, "", 0);
        grid->columns[i].show(cell, &field);
        set_field(grid, grid->rows, i, field.data);
    }
    grid->rows++;
}

static void set_titles(struct grid *grid)
{
    for (size_t i = 0; i < grid->column_count; i++) {
        bool missing = is_optional(&grid->columns[i]) && grid->widths[i] == 0;
        set_field(grid, 0, i, xstrdup(missing ? "" : grid->columns[i].title));
    }
}

static struct grid grid_make(const struct column *columns, size_t column_count,
                             const struct cell_summary *cells, size_t count)
{
    struct grid grid = {.columns = columns,
                        .column_count = column_count,
                        .fields = xcalloc((count + 1) * column_count, sizeof *grid.fields),
                        .widths = xcalloc(column_count, sizeof *grid.widths),
                        .rows = 1};
    for (size_t i = 0; i < count; i++)
        add_cell(&grid, &cells[i]);
    set_titles(&grid);
    return grid;
}

static void grid_free(struct grid *grid)
{
    for (size_t i = 0; i < grid->rows * grid->column_count; i++)
        free(grid->fields[i]);
    free(grid->fields);
    free(grid->widths);
}

static void append_row(const struct grid *grid, size_t row, struct text *to)
{
    const char *gap = "";
    for (size_t i = 0; i < grid->column_count; i++) {
        const char *field = grid->fields[row * grid->column_count + i];
        int width = (int)grid->widths[i];
        if (width == 0)
            continue;
        if ((grid->columns[i].kind & LEFT) != 0)
            text_append(to, "%s%-*s", gap, width, field);
        else
            text_append(to, "%s%*s", gap, width, field);
        gap = "  ";
    }
    while (to->length > 0 && to->data[to->length - 1] == ' ')
        to->length--;
    text_append(to, "\n");
}

void table_format(const struct cell_summary *cells, size_t count, struct text *to)
{
    struct grid grid =
        grid_make(main_columns, sizeof main_columns / sizeof *main_columns, cells, count);
    for (size_t row = 0; row < grid.rows; row++)
        append_row(&grid, row, to);
    grid_free(&grid);
}

/* True where one of the optional columns has something. */
static bool has_figures(const struct grid *grid, size_t row)
{
    for (size_t i = 0; i < grid->column_count; i++)
        if (is_optional(&grid->columns[i]) && *grid->fields[row * grid->column_count + i] != '\0')
            return true;
    return false;
}

void table_format_costs(const struct cell_summary *cells, size_t count, struct text *to)
{
    struct grid grid =
        grid_make(cost_columns, sizeof cost_columns / sizeof *cost_columns, cells, count);
    if (has_figures(&grid, 0))
        text_append(to, "\ncosts, medians\n");
    for (size_t row = 0; row < grid.rows; row++)
        if (has_figures(&grid, row))
            append_row(&grid, row, to);
    grid_free(&grid);
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

static void append_key(const char *before, const struct cell_summary *cell, struct text *to)
{
    text_append(to, "%s%s/%s/%" PRIu64 "/%" PRIu64 ": ", before, cell->kernel, cell->backend,
                cell->n, cell->workers);
}

static bool clean_disagrees(const struct cell_summary *cell)
{
    return cell->clean_ns < cell->time_lo_ns || cell->clean_ns > cell->time_hi_ns;
}

void table_format_flags(const struct cell_summary *cells, size_t count, struct text *to)
{
    const char *before = "flags, and the cells with one: ";
    for (int number = 0; number < FLAG_COUNT; number++) {
        unsigned flag = 1u << number;
        char name[flags_size];
        size_t cells_with = 0;
        for (size_t i = 0; i < count; i++)
            cells_with += (cells[i].flags & flag) != 0;
        if (cells_with == 0)
            continue;
        text_append(to, "%s%s %zu", before, flags_format(name, flag), cells_with);
        before = ", ";
    }
    if (before[0] == ',')
        text_append(to, " of %zu (parbench doctor: what helps)\n", count);
}

void table_format_clean(const struct cell_summary *cells, size_t count, struct text *to)
{
    for (size_t i = 0; i < count; i++) {
        const struct cell_summary *cell = &cells[i];
        if (!clean_disagrees(cell))
            continue;
        append_key("clean samples alone: ", cell, to);
        append_time(cell->clean_ns, to);
        text_append(to, ", outside the interval ");
        show_interval(cell, to);
        text_append(to, "\n");
    }
}

static void append_external(const char *before, const struct cell_summary *cell, struct text *to)
{
    append_key(before, cell, to);
    append_time(cell->time_ns, to);
    text_append(to, " ");
    show_interval(cell, to);
    text_append(to, " by parbench, ");
    append_time(cell->external_ns, to);
    text_append(to, " ");
    append_interval(cell->external_lo_ns, cell->external_hi_ns, to);
    text_append(to, " by hyperfine\n");
}

static enum slope_verdict judge_external(const struct cell_summary *cell)
{
    return slope_judge(
        (struct slope){cell->time_ns, {cell->time_lo_ns, cell->time_hi_ns}},
        (struct slope){cell->external_ns, {cell->external_lo_ns, cell->external_hi_ns}});
}

static void append_agreement(const size_t *counts, size_t timed, struct text *to)
{
    size_t unsteady = counts[SLOPE_UNSTEADY], unknown = counts[SLOPE_UNKNOWN];
    text_append(to, "hyperfine agrees on %zu of %zu cell%s", counts[SLOPE_AGREES], timed,
                timed == 1 ? "" : "s");
    if (unsteady > 0)
        text_append(to, ", %zu %s too unsteady to tell", unsteady, unsteady == 1 ? "is" : "are");
    if (unknown > 0)
        text_append(to, ", %zu %s no interval to compare", unknown, unknown == 1 ? "has" : "have");
    text_append(to, "\n");
}

void table_format_external(const struct cell_summary *cells, size_t count, struct text *to)
{
    static const char *const told[SLOPE_VERDICTS] = {
        [SLOPE_UNSTEADY] = "too unsteady to tell: ", [SLOPE_DISAGREES] = "hyperfine disagrees: "};
    struct text lines = {0};
    size_t timed = 0, counts[SLOPE_VERDICTS] = {0};
    for (size_t i = 0; i < count; i++) {
        enum slope_verdict verdict = judge_external(&cells[i]);
        if (cells[i].externals == 0)
            continue;
        timed++;
        counts[verdict]++;
        if (told[verdict] != NULL)
            append_external(told[verdict], &cells[i], &lines);
    }
    if (timed > 0) {
        append_agreement(counts, timed, to);
        text_append(to, "%s", lines.data ? lines.data : "");
    }
    text_free(&lines);
}
