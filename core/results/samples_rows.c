/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/samples_rows.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/flags.h"

/* ---- what a column may hold ----------------------------------------------------------------- */

static bool is_anything(const char *text)
{
    (void)text;
    return true;
}

static bool is_whole(const char *text, uint64_t least, uint64_t most)
{
    char *end;
    errno = 0;
    uint64_t value = strtoull(text, &end, 10);
    return isdigit((unsigned char)*text) && *end == '\0' && errno == 0 && value >= least &&
           value <= most;
}

static bool is_position(const char *text)
{
    return is_whole(text, 0, UINT32_MAX);
}

static bool is_count(const char *text)
{
    return is_whole(text, 1, UINT32_MAX);
}

static bool is_size(const char *text)
{
    return is_whole(text, 1, UINT64_C(1) << 53);
}

static bool is_optional(const char *text)
{
    return *text == '\0' || is_whole(text, 0, INT64_MAX);
}

static bool is_real(const char *text)
{
    char *end;
    return *text == '\0' || (isfinite(strtod(text, &end)) && *end == '\0');
}

static bool is_distance(const char *text)
{
    return is_real(text) && !(strtod(text, NULL) < 0);
}

static bool is_status(const char *text)
{
    enum status status;
    return status_parse(text, &status);
}

struct kind {
    bool (*allows)(const char *text);
    const char *allowed;
};

#define STATUS_WORD(name, text) " " text
static const struct kind anything = {is_anything, ""};
static const struct kind position = {is_position, "a whole number from 0"};
static const struct kind counted = {is_count, "a whole number from 1"};
static const struct kind size = {is_size, "a whole number from 1 to 2^53"};
static const struct kind optional = {is_optional, "a whole number from 0, or nothing"};
static const struct kind real = {is_real, "a number, or nothing"};
static const struct kind distance = {is_distance, "a number from 0, or nothing"};
static const struct kind status_word = {is_status, "one of" STATUS_LIST(STATUS_WORD)};

/* The columns that are read, by name: columns may be added behind them. */
enum column {
    COLUMN_HOST,
    COLUMN_SEQ,
    COLUMN_ROUND,
    COLUMN_POSITION,
    COLUMN_KERNEL,
    COLUMN_BACKEND,
    COLUMN_N,
    COLUMN_WORKERS,
    COLUMN_PHASE,
    COLUMN_WORKER,
    COLUMN_CPU,
    COLUMN_BATCH,
    COLUMN_BATCH_NS,
    COLUMN_VALUE,
    COLUMN_ERROR,
    COLUMN_TOLERANCE,
    COLUMN_STATUS,
    COLUMN_DETAIL,
    COLUMN_FLAGS,
    COLUMN_CPU_NS,
    COLUMN_RQWAIT_NS,
    COLUMN_NIVCSW,
    COLUMN_MAXRSS_KIB,
    COLUMN_T_REL_NS,
    COLUMN_COUNT
};

static const struct {
    const char *name;
    const struct kind *kind;
} columns[COLUMN_COUNT] = {
    [COLUMN_HOST] = {"host", &anything},
    [COLUMN_SEQ] = {"seq", &anything}, /* check_seq */
    [COLUMN_ROUND] = {"round", &counted},
    [COLUMN_POSITION] = {"position", &position},
    [COLUMN_KERNEL] = {"kernel", &anything},
    [COLUMN_BACKEND] = {"backend", &anything},
    [COLUMN_N] = {"n", &size},
    [COLUMN_WORKERS] = {"workers", &counted},
    [COLUMN_PHASE] = {"phase", &anything},
    [COLUMN_WORKER] = {"worker", &optional},
    [COLUMN_CPU] = {"cpu", &optional},
    [COLUMN_BATCH] = {"batch", &optional},
    [COLUMN_BATCH_NS] = {"batch_ns", &optional},
    [COLUMN_VALUE] = {"value", &real},
    [COLUMN_ERROR] = {"error", &distance},
    [COLUMN_TOLERANCE] = {"tolerance", &real},
    [COLUMN_STATUS] = {"status", &status_word},
    [COLUMN_DETAIL] = {"detail", &anything},
    [COLUMN_FLAGS] = {"flags", &anything},
    [COLUMN_CPU_NS] = {"cpu_ns", &optional},
    [COLUMN_RQWAIT_NS] = {"rqwait_ns", &optional},
    [COLUMN_NIVCSW] = {"nivcsw", &optional},
    [COLUMN_MAXRSS_KIB] = {"maxrss_kib", &optional},
    [COLUMN_T_REL_NS] = {"t_rel_ns", &optional},
};

/* ---- one row -------------------------------------------------------------------------------- */

struct row_reader {
    const char *path;
    const struct csv_table *table;
    size_t columns[COLUMN_COUNT];
    size_t row;
};

static const char *text_of(const struct row_reader *reader, enum column column)
{
    return csv_field(reader->table, reader->row, reader->columns[column]);
}

static uint64_t number_of(const struct row_reader *reader, enum column column)
{
    return strtoull(text_of(reader, column), NULL, 10);
}

static int64_t optional_of(const struct row_reader *reader, enum column column)
{
    const char *text = text_of(reader, column);
    return *text ? strtoll(text, NULL, 10) : -1;
}

static double real_of(const struct row_reader *reader, enum column column)
{
    const char *text = text_of(reader, column);
    return *text ? strtod(text, NULL) : NAN;
}

/* Lines are numbered without a gap, also where a resumed run went on. */
static int check_seq(const struct row_reader *reader, struct error *error)
{
    const char *text = text_of(reader, COLUMN_SEQ);
    if (is_whole(text, reader->row, reader->row))
        return 0;
    return error_set(error,
                     "%s: row %zu: seq is \"%s\" and should be %zu: lines are missing, or are not "
                     "where they were written",
                     reader->path, reader->row + 1, text, reader->row);
}

static int check_fields(const struct row_reader *reader, struct error *error)
{
    for (enum column column = 0; column < COLUMN_COUNT; column++) {
        const struct kind *kind = columns[column].kind;
        const char *text = text_of(reader, column);
        if (!kind->allows(text))
            return error_set(error, "%s: row %zu: %s: \"%s\" is not allowed; allowed: %s",
                             reader->path, reader->row + 1, columns[column].name, text,
                             kind->allowed);
    }
    return 0;
}

static void decode(const struct row_reader *reader, struct sample *sample)
{
    *sample = (struct sample){
        .host = text_of(reader, COLUMN_HOST),
        .seq = number_of(reader, COLUMN_SEQ),
        .round = (uint32_t)number_of(reader, COLUMN_ROUND),
        .position = (uint32_t)number_of(reader, COLUMN_POSITION),
        .kernel = text_of(reader, COLUMN_KERNEL),
        .backend = text_of(reader, COLUMN_BACKEND),
        .n = number_of(reader, COLUMN_N),
        .workers = (uint32_t)number_of(reader, COLUMN_WORKERS),
        .worker = optional_of(reader, COLUMN_WORKER),
        .cpu = optional_of(reader, COLUMN_CPU),
        .batch = optional_of(reader, COLUMN_BATCH),
        .batch_ns = optional_of(reader, COLUMN_BATCH_NS),
        .value = real_of(reader, COLUMN_VALUE),
        .error = real_of(reader, COLUMN_ERROR),
        .tolerance = real_of(reader, COLUMN_TOLERANCE),
        .detail = text_of(reader, COLUMN_DETAIL),
        .flags = flags_parse(text_of(reader, COLUMN_FLAGS)),
        .cpu_ns = optional_of(reader, COLUMN_CPU_NS),
        .rqwait_ns = optional_of(reader, COLUMN_RQWAIT_NS),
        .nivcsw = optional_of(reader, COLUMN_NIVCSW),
        .maxrss_kib = optional_of(reader, COLUMN_MAXRSS_KIB),
        .t_rel_ns = optional_of(reader, COLUMN_T_REL_NS),
    };
    phase_parse(text_of(reader, COLUMN_PHASE), &sample->phase);
    status_parse(text_of(reader, COLUMN_STATUS), &sample->status);
}

/* ---- all of them ---------------------------------------------------------------------------- */

static int find_columns(struct row_reader *reader, struct error *error)
{
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        reader->columns[i] = csv_column(reader->table, columns[i].name);
        if (reader->columns[i] == reader->table->columns)
            return error_set(error, "%s: column \"%s\" is missing", reader->path, columns[i].name);
    }
    return 0;
}

int samples_rows_decode(const char *path, const struct csv_table *table, struct sample *rows,
                        size_t *count, struct error *error)
{
    struct row_reader reader = {.path = path, .table = table};
    *count = 0;
    if (find_columns(&reader, error) != 0)
        return -1;
    for (reader.row = 1; reader.row < table->rows; reader.row++) {
        enum phase phase;
        if (check_seq(&reader, error) != 0)
            return -1;
        if (!phase_parse(text_of(&reader, COLUMN_PHASE), &phase))
            continue;
        if (check_fields(&reader, error) != 0)
            return -1;
        decode(&reader, &rows[(*count)++]);
    }
    return 0;
}
