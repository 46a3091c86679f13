/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/csv.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    struct csv_table *table;
    struct csv_parser parser;
    size_t capacity;
    size_t count; /* fields so far */
    size_t in_row;
    size_t ragged; /* the first such row, from 1; 0: none */
    size_t fed;    /* bytes, when the row that is read ends */
};

static void take_field(void *field, size_t length, void *context)
{
    struct reader *reader = context;
    struct csv_table *table = reader->table;
    if (reader->count == reader->capacity) {
        reader->capacity = reader->capacity ? 2 * reader->capacity : 1024;
        table->fields = xrealloc(table->fields, reader->capacity * sizeof *table->fields);
    }
    table->fields[reader->count++] = xstrndup(field ? field : "", field ? length : 0);
    reader->in_row++;
}

static void take_row(int end, void *context)
{
    struct reader *reader = context;
    struct csv_table *table = reader->table;
    (void)end;
    if (table->rows == 0)
        table->columns = reader->in_row;
    if ((table->rows & (table->rows - 1)) == 0) /* full at each power of two */
        table->ends = xrealloc(table->ends, (2 * table->rows + 1) * sizeof *table->ends);
    table->ends[table->rows++] = reader->fed;
    if (reader->ragged == 0 && reader->in_row != table->columns)
        reader->ragged = table->rows;
    reader->in_row = 0;
}

/* RFC 4180: spaces are part of a field. */
static int no_space(unsigned char c)
{
    (void)c;
    return 0;
}

static void begin(struct reader *reader, struct csv_table *table)
{
    *table = (struct csv_table){0};
    *reader = (struct reader){.table = table};
    csv_init(&reader->parser, CSV_STRICT | CSV_APPEND_NULL);
    csv_set_space_func(&reader->parser, no_space);
}

/* A row ends where a line ends, so that one line at a time tells where. */
static bool feed(struct reader *reader, const char *data, size_t size)
{
    const char *end = data + size;
    for (const char *next; data < end; data = next) {
        const char *line_end = memchr(data, '\n', (size_t)(end - data));
        next = line_end ? line_end + 1 : end;
        size_t length = (size_t)(next - data);
        reader->fed += length;
        if (csv_parse(&reader->parser, data, length, take_field, take_row, reader) != length)
            return false;
    }
    return true;
}

/* Takes back the fields of a row that did not end. */
static void drop_open_row(struct reader *reader)
{
    for (; reader->in_row > 0; reader->in_row--)
        free(reader->table->fields[--reader->count]);
}

int csv_parse_complete(const char *path, const char *data, size_t size, struct csv_table *table,
                       struct error *error)
{
    struct reader reader;
    const char *last = memrchr(data, '\n', size);
    begin(&reader, table);
    bool good = feed(&reader, data, last ? (size_t)(last + 1 - data) : 0);
    int problem = csv_error(&reader.parser);
    csv_free(&reader.parser);
    drop_open_row(&reader);
    size_t rows = table->rows;
    if (good && reader.ragged == 0 && rows > 0)
        return 0;
    table->rows = reader.count;
    table->columns = 1; /* so that csv_table_free finds every field */
    csv_table_free(table);
    if (good && rows == 0)
        return error_set(error, "%s: is empty", path);
    return error_set(error, "%s: row %zu: %s", path, good ? reader.ragged : rows + 1,
                     good ? "has another number of fields than the header" : csv_strerror(problem));
}

void csv_table_free(struct csv_table *table)
{
    for (size_t i = 0; i < table->rows * table->columns; i++)
        free(table->fields[i]);
    free(table->fields);
    free(table->ends);
    *table = (struct csv_table){0};
}

const char *csv_field(const struct csv_table *table, size_t row, size_t column)
{
    if (row >= table->rows || column >= table->columns)
        return "";
    return table->fields[row * table->columns + column];
}

size_t csv_column(const struct csv_table *table, const char *name)
{
    size_t column = 0;
    while (column < table->columns && strcmp(csv_field(table, 0, column), name) != 0)
        column++;
    return column;
}

void csv_append_text(struct text *to, const char *field, char separator)
{
    const char special[] = {separator, '"', '\r', '\n', '\0'};
    bool formula = *field != '\0' && strchr("=+-@\t\r", *field) != NULL;
    bool quote = field[strcspn(field, special)] != '\0';
    if (quote)
        text_append_bytes(to, "\"", 1);
    if (formula)
        text_append_bytes(to, "'", 1);
    for (; *field != '\0'; field++)
        text_append_bytes(to, *field == '"' ? "\"\"" : field, *field == '"' ? 2 : 1);
    if (quote)
        text_append_bytes(to, "\"", 1);
}
