/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/record.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/flags.h"
#include "base/json.h"
#include "base/path.h"
#include "base/text.h"

struct record_row *record_add(struct record *record, enum phase phase)
{
    record->rows = xrealloc(record->rows, (record->row_count + 1) * sizeof *record->rows);
    struct record_row *row = &record->rows[record->row_count++];
    *row = (struct record_row){
        .phase = phase, .worker = -1, .cpu = -1, .batch = 1, .noise = {-1, -1, -1, -1}};
    memcpy(row->host, record->host, sizeof row->host);
    return row;
}

void record_free(struct record *record)
{
    free(record->rows);
    *record = (struct record){0};
}

/* ---- to JSON -------------------------------------------------------------------------------- */

/* JSON has no NaN: what is not finite is left out. */
static void set_real(json_t *object, const char *name, double value)
{
    if (isfinite(value))
        json_object_set_new(object, name, json_real(value));
}

/* A row is under 640 bytes: two dozen names and numbers and a host. */
size_t record_size(uint32_t samples, uint32_t workers)
{
    return 4096 + 640 * ((size_t)samples + workers + PHASE_COUNT);
}

static json_t *encode_row(const struct record_row *row)
{
    json_t *object =
        json_pack("{s:s, s:i, s:i, s:s, s:I, s:I, s:s, s:I, s:b}", "phase", phase_name(row->phase),
                  "worker", (int)row->worker, "cpu", (int)row->cpu, "host", row->host, "batch",
                  (json_int_t)row->batch, "batch_ns", (json_int_t)row->batch_ns, "status",
                  status_name(row->status), "t_ns", (json_int_t)row->t_ns, "checked", row->checked);
    char flags[flags_size];
    json_object_set_new(object, "cpu_ns", json_integer(row->noise.cpu_ns));
    json_object_set_new(object, "rqwait_ns", json_integer(row->noise.rqwait_ns));
    json_object_set_new(object, "nivcsw", json_integer(row->noise.nivcsw));
    json_object_set_new(object, "flags", json_string(flags_format(flags, row->flags)));
    if (row->checked) {
        set_real(object, "value", row->value);
        set_real(object, "error", row->error);
        set_real(object, "tolerance", row->tolerance);
    }
    return object;
}

int record_write(const struct record *record, const char *path, struct error *error)
{
    char flags[flags_size];
    json_t *rows = json_array();
    for (size_t i = 0; i < record->row_count; i++)
        json_array_append_new(rows, encode_row(&record->rows[i]));
    json_t *object = json_pack(
        "{s:s, s:s, s:s, s:s, s:I, s:I, s:o}", "status", status_name(record->status), "detail",
        record->detail, "host", record->host, "flags", flags_format(flags, record->flags), "calls",
        (json_int_t)record->calls, "maxrss_kib", (json_int_t)record->maxrss_kib, "rows", rows);
    char *text = json_dumps(object, JSON_COMPACT);
    json_decref(object);
    if (text == NULL)
        return error_set(error, "%s: the record cannot be written as JSON", path);
    int result = path_hand_over(path, text, strlen(text), error);
    free(text);
    return result;
}

/* ---- from JSON ------------------------------------------------------------------------------ */

static bool decode_row(const json_t *object, struct record *record)
{
    enum phase phase;
    enum status status;
    if (!phase_parse(member_text(object, "phase"), &phase) ||
        !status_parse(member_text(object, "status"), &status))
        return false;
    struct record_row *row = record_add(record, phase);
    text_one_line(row->host, sizeof row->host, member_text(object, "host"));
    row->worker = (int32_t)member_integer(object, "worker");
    row->cpu = (int32_t)member_integer(object, "cpu");
    row->batch = (uint64_t)member_integer(object, "batch");
    row->batch_ns = (uint64_t)member_integer(object, "batch_ns");
    row->checked = json_is_true(json_object_get(object, "checked"));
    row->value = member_real(object, "value");
    row->error = member_real(object, "error");
    row->tolerance = member_real(object, "tolerance");
    row->status = status;
    row->t_ns = (uint64_t)member_integer(object, "t_ns");
    row->noise.cpu_ns = member_integer(object, "cpu_ns");
    row->noise.rqwait_ns = member_integer(object, "rqwait_ns");
    row->noise.nivcsw = member_integer(object, "nivcsw");
    row->flags = flags_parse(member_text(object, "flags"));
    return true;
}

int record_read(const char *path, struct record *record, struct error *error)
{
    json_error_t problem;
    *record = (struct record){0};
    json_t *object = json_load_file(path, 0, &problem);
    bool good = object != NULL && status_parse(member_text(object, "status"), &record->status);
    text_one_line(record->detail, sizeof record->detail, member_text(object, "detail"));
    text_one_line(record->host, sizeof record->host, member_text(object, "host"));
    record->flags = flags_parse(member_text(object, "flags"));
    record->calls = (uint64_t)member_integer(object, "calls");
    record->maxrss_kib = (uint64_t)member_integer(object, "maxrss_kib");
    size_t index;
    json_t *row;
    json_array_foreach(json_object_get(object, "rows"), index, row) good =
        good && decode_row(row, record);
    json_decref(object);
    if (!good) {
        record_free(record);
        return error_set(error, "%s: not a record of a visit", path);
    }
    return 0;
}
