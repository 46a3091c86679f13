/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/csv.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"

struct reader {
    struct csv_table *table;
    size_t capacity;
    size_t count; /* fields so far */
    size_t in_row;
    size_t ragged; /* the first such row, from 1; 0: none */
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
    (void)end;
    if (reader->table->rows == 0)
        reader->table->columns = reader->in_row;
    reader->table->rows++;
    if (reader->ragged == 0 && reader->in_row != reader->table->columns)
        reader->ragged = reader->table->rows;
    reader->in_row = 0;
}

/* RFC 4180: spaces are part of a field. */
static int no_space(unsigned char c)
{
    (void)c;
    return 0;
}

int csv_read(const char *path, struct csv_table *table, struct error *error)
{
    struct reader reader = {.table = table};
    struct csv_parser parser;
    char *data;
    size_t size;
    *table = (struct csv_table){0};
    if (path_read_file(path, &data, &size, error) != 0)
        return -1;
    csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL);
    csv_set_space_func(&parser, no_space);
    bool good = csv_parse(&parser, data, size, take_field, take_row, &reader) == size &&
                csv_fini(&parser, take_field, take_row, &reader) == 0;
    int problem = csv_error(&parser);
    csv_free(&parser);
    free(data);
    if (good && reader.ragged == 0 && table->rows > 0)
        return 0;
    size_t rows = table->rows;
    table->rows = reader.count;
    table->columns = 1; /* so that csv_free finds every field */
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
