/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/samples_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "base/phase.h"
#include "results/samples_rows.h"

const char samples_header[] =
    "schema,run,host,seq,round,position,kernel,backend,n,workers,phase,worker,cpu,batch,batch_ns,"
    "value,error,tolerance,status,detail,flags,layout,cpu_ns,rqwait_ns,nivcsw,maxrss_kib,t_rel_"
    "ns\n";

static size_t count_line_ends(const char *text)
{
    size_t count = 0;
    for (; (text = strchr(text, '\n')) != NULL; text++)
        count++;
    return count;
}

/* In the begin of a row only the run's name has line ends; else a quote is missing further up, and
 * all that follows it looks like one field. */
static int check_torn(const char *path, const struct csv_table *table, const char *torn,
                      const char *run, struct error *error)
{
    if (run == NULL)
        run = csv_field(table, 1, csv_column(table, "run"));
    if (count_line_ends(torn) <= count_line_ends(run))
        return 0;
    return error_set(error, "%s: row %zu: a quote is not closed; the file is damaged", path,
                     table->rows + 1);
}

static int parse(const char *path, const char *data, size_t size, const char *run,
                 struct csv_table *table, struct error *error)
{
    if (csv_parse_complete(path, data, size, table, error) != 0)
        return -1;
    if (check_torn(path, table, data + table->ends[table->rows - 1], run, error) == 0)
        return 0;
    csv_table_free(table);
    return -1;
}

int samples_file_read(const char *path, const char *run, struct csv_table *table,
                      struct error *error)
{
    char *data;
    size_t size;
    *table = (struct csv_table){0};
    if (path_read_file(path, &data, &size, error) != 0)
        return -1;
    int result = parse(path, data, size, run, table, error);
    free(data);
    return result;
}

/* ---- cutting -------------------------------------------------------------------------------- */

static bool same_field(const struct csv_table *table, const char *column, size_t a, size_t b)
{
    size_t number = csv_column(table, column);
    return strcmp(csv_field(table, a, number), csv_field(table, b, number)) == 0;
}

static bool is_phase(const struct csv_table *table, size_t row, enum phase phase)
{
    return strcmp(csv_field(table, row, csv_column(table, "phase")), phase_name(phase)) == 0;
}

static bool same_append(const struct csv_table *table, size_t a, size_t b)
{
    return same_field(table, "round", a, b) && same_field(table, "position", a, b);
}

/* True for the last of the rows that are written together: a visit line; or an external line with
 * which there are as many of either number of calls, those of the one behind those of the other. */
static bool ends_append(const struct csv_table *table, size_t row)
{
    long excess = 0;
    if (!is_phase(table, row, PHASE_EXTERNAL))
        return is_phase(table, row, PHASE_VISIT);
    for (size_t i = row; is_phase(table, i, PHASE_EXTERNAL) && same_append(table, i, row); i--)
        excess += same_field(table, "batch", i, row) ? 1 : -1;
    return excess == 0;
}

/* The row that ends the last complete append; 0, the header's, where there is none. */
static size_t last_complete(const struct csv_table *table)
{
    size_t row = table->rows - 1;
    while (row > 0 && !ends_append(table, row))
        row--;
    return row;
}

/* What a kill tears is one append: behind the last complete one there can be lines of one visit, or
 * of hyperfine's. More is damage, and to cut it off would lose what was measured. */
static int check_tail(const char *path, const struct csv_table *table, struct error *error)
{
    size_t first = last_complete(table) + 1, last = table->rows - 1;
    for (size_t row = first + 1; row <= last; row++)
        if (!same_append(table, first, row))
            return error_set(error,
                             "%s: rows %zu to %zu are of several visits and none of them is a "
                             "visit line; the file is damaged, nothing was cut off",
                             path, first + 1, last + 1);
    return 0;
}

static int check_header(const char *path, const struct csv_table *table, struct error *error)
{
    struct text_list columns = {0};
    for (size_t i = 0; i < table->columns; i++)
        text_list_add(&columns, csv_field(table, 0, i));
    char *line = text_list_join(&columns, ",");
    bool same = strncmp(line, samples_header, strlen(line)) == 0 &&
                strcmp(samples_header + strlen(line), "\n") == 0;
    free(line);
    text_list_free(&columns);
    return same ? 0 : error_set(error, "%s: does not begin with this version's header", path);
}

static int check_rows(const char *path, const struct csv_table *table, struct error *error)
{
    size_t count;
    struct sample *rows = xcalloc(table->rows, sizeof *rows);
    int result = samples_rows_decode(path, table, rows, &count, error);
    free(rows);
    return result;
}

int samples_file_cut(int file, const char *path, const char *run, uint64_t *lines,
                     struct error *error)
{
    struct csv_table table;
    if (samples_file_read(path, run, &table, error) != 0)
        return -1;
    *lines = last_complete(&table);
    int result = check_header(path, &table, error);
    if (result == 0)
        result = check_tail(path, &table, error);
    if (result == 0)
        result = check_rows(path, &table, error);
    if (result == 0 && ftruncate(file, (off_t)table.ends[*lines]) != 0)
        result = error_set(error, "%s: cannot cut off what is torn: %s", path, strerror(errno));
    csv_table_free(&table);
    return result;
}
