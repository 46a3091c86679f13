/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/record.h"

#include <float.h>
#include <math.h>

#include "base/flags.h"
#include "support.h"

static bool same_real(double a, double b)
{
    return isnan(a) ? isnan(b) : memcmp(&a, &b, sizeof a) == 0;
}

static void expect_same_rows(const struct record_row *a, const struct record_row *b, size_t row)
{
    expect(a->phase == b->phase && a->worker == b->worker && a->cpu == b->cpu &&
               a->batch == b->batch && a->batch_ns == b->batch_ns && a->checked == b->checked &&
               a->status == b->status && a->t_ns == b->t_ns && strcmp(a->host, b->host) == 0,
           "row %zu", row);
    expect(same_real(a->value, b->value) && same_real(a->error, b->error) &&
               same_real(a->tolerance, b->tolerance),
           "row %zu: %a %a %a", row, b->value, b->error, b->tolerance);
}

static struct record make_record(void)
{
    struct record record = {.status = STATUS_WRONG,
                            .detail = "caf\xC3\xA9: \"quoted\"",
                            .host = "node-1",
                            .flags = FLAG_OVERSUBSCRIBED | FLAG_LEFTOVER,
                            .calls = INT64_MAX,
                            .maxrss_kib = 12345};
    static const double reals[][3] = {
        {3.0, 0.1, 1e-300},       {0.30000000000000004, 0, 5e-324}, {NAN, NAN, NAN},
        {DBL_MAX, -0.0, DBL_MIN}, {3.141592653589793, NAN, 1e-15},
    };
    for (size_t i = 0; i < COUNT(reals); i++) {
        struct record_row *row = record_add(&record, PHASE_CALL);
        row->checked = true;
        row->value = reals[i][0];
        row->error = reals[i][1];
        row->tolerance = reals[i][2];
    }
    for (unsigned phase = 0; phase < PHASE_COUNT; phase++) {
        struct record_row *row = record_add(&record, (enum phase)phase);
        row->value = row->error = row->tolerance = NAN;
        row->worker = (int32_t)phase - 1;
        row->cpu = (int32_t)(3 * phase) - 1;
        row->batch = UINT64_C(1) << (6 * phase);
        row->batch_ns = INT64_MAX - phase;
        row->t_ns = phase;
        row->status = (enum status)(phase % (STATUS_WRONG + 1));
    }
    return record;
}

TEST(round_trip)
{
    struct record record = make_record(), back;
    struct error error = {""};
    char *path = scratch_path("record.json");
    expect(record_write(&record, path, &error) == 0, "%s", error.text);
    expect(record_read(path, &back, &error) == 0, "%s", error.text);
    assert_int_equal(back.status, record.status);
    assert_string_equal(back.detail, record.detail);
    assert_string_equal(back.host, record.host);
    assert_int_equal(back.flags, record.flags);
    assert_int_equal(back.calls, record.calls);
    assert_int_equal(back.maxrss_kib, record.maxrss_kib);
    assert_int_equal(back.row_count, record.row_count);
    for (size_t i = 0; i < record.row_count; i++)
        expect_same_rows(&record.rows[i], &back.rows[i], i);
    record_free(&record);
    record_free(&back);
    free(path);
}

/* The longest that there can be. */
TEST(size)
{
    enum { samples = 5, workers = 64 };
    struct record record = {.flags = (1u << FLAG_COUNT) - 1, .calls = INT64_MAX};
    struct error error;
    char *path = scratch_path("long.json"), *data;
    size_t size;
    memset(record.detail, '"', sizeof record.detail - 1);
    memset(record.host, 'h', sizeof record.host - 1);
    for (int i = 0; i < samples + workers + PHASE_COUNT; i++) {
        struct record_row *row = record_add(&record, PHASE_WARMUP);
        row->worker = row->cpu = INT32_MIN;
        row->batch = row->batch_ns = row->t_ns = INT64_MAX;
        row->checked = true;
        row->value = row->error = row->tolerance = -1.2345678901234567e-300;
        row->status = STATUS_UNAVAILABLE;
        row->flags = record.flags;
        row->noise = (struct noise_counters){INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN};
    }
    assert_int_equal(record_write(&record, path, &error), 0);
    assert_int_equal(path_read_file(path, &data, &size, &error), 0);
    assert_in_range(size, 1, record_size(samples, workers));
    record_free(&record);
    free(data);
    free(path);
}

/* JSON has neither NaN nor infinities: both come back as NaN. */
TEST(infinities)
{
    struct record record = {0}, back;
    struct error error;
    char *path = scratch_path("infinite.json");
    struct record_row *row = record_add(&record, PHASE_CALL);
    row->checked = true;
    row->value = INFINITY;
    row->error = -INFINITY;
    assert_int_equal(record_write(&record, path, &error), 0);
    assert_int_equal(record_read(path, &back, &error), 0);
    assert_true(back.rows[0].checked && isnan(back.rows[0].value) && isnan(back.rows[0].error));
    assert_true(back.rows[0].tolerance == 0);
    record_free(&record);
    record_free(&back);
    free(path);
}

TEST(new_rows)
{
    struct record record = {.host = "node-1"};
    const struct record_row *row = record_add(&record, PHASE_WORKER);
    assert_int_equal(row->phase, PHASE_WORKER);
    assert_int_equal(row->worker, -1);
    assert_int_equal(row->cpu, -1);
    assert_int_equal(row->batch, 1);
    assert_int_equal(row->status, STATUS_OK);
    assert_false(row->checked);
    assert_string_equal(row->host, "node-1");
    record_free(&record);
    assert_int_equal(record.row_count, 0);
}

TEST(no_records)
{
    static const char *const rows[] = {
        "",
        "{",
        "[]",
        "3",
        "{}",
        "{\"status\": 3}",
        "{\"status\": \"good\"}",
        "{\"status\": \"ok\", \"rows\": [{}]}",
        "{\"status\": \"ok\", \"rows\": [3]}",
        "{\"status\": \"ok\", \"rows\": [{\"phase\": \"call\", \"status\": \"good\"}]}",
        "{\"status\": \"ok\", \"rows\": [{\"phase\": \"calls\", \"status\": \"ok\"}]}",
        "{\"status\": \"ok\", \"rows\": []} trailing",
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct record record;
        struct error error = {""};
        char *path = scratch_write("bad.json", rows[i]);
        expect(record_read(path, &record, &error) == -1, "%s", rows[i]);
        expect_part(error.text, path, rows[i]);
        expect(record.rows == NULL && record.row_count == 0, "%s", rows[i]);
        free(path);
    }
    struct record record;
    struct error error;
    assert_int_equal(record_read("/nonexistent", &record, &error), -1);
}

/* Another process wrote it: texts are cut and cleaned. */
TEST(hostile_texts)
{
    struct text json = {0};
    struct record record;
    struct error error;
    text_append(&json, "{\"status\": \"failed\", \"detail\": \"a\\nb\\u001b");
    for (int i = 0; i < 400; i++)
        text_append(&json, "x");
    text_append(&json, "\", \"host\": \"");
    for (int i = 0; i < 100; i++)
        text_append(&json, "h");
    text_append(&json, "\"}");
    char *path = scratch_write("hostile.json", json.data);
    assert_int_equal(record_read(path, &record, &error), 0);
    assert_int_equal(record.status, STATUS_FAILED);
    assert_int_equal(strlen(record.detail), detail_size - 1);
    assert_memory_equal(record.detail, "a b xxx", 7);
    assert_int_equal(strlen(record.host), host_size - 1);
    record_free(&record);
    text_free(&json);
    free(path);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trip), cmocka_unit_test(size),       cmocka_unit_test(infinities),
        cmocka_unit_test(new_rows),   cmocka_unit_test(no_records), cmocka_unit_test(hostile_texts),
    };
    return RUN_IN_SCRATCH("record", tests);
}
