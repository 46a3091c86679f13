/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/samples.h"

#include <float.h>
#include <math.h>
#include <signal.h>
#include <sys/resource.h>

#include "base/flags.h"
#include "support.h"

#define HEADER                                                                                     \
    "schema,run,host,seq,round,position,kernel,backend,n,workers,phase,worker,cpu,batch,batch_ns," \
    "value,error,tolerance,status,detail,flags,layout,cpu_ns,rqwait_ns,nivcsw,maxrss_kib,"         \
    "t_rel_ns\n"

static char *fresh_directory(void)
{
    static int number;
    struct error error;
    char *name = text_format("run-%d", ++number), *directory = scratch_path(name);
    assert_int_equal(path_make_directories(directory, &error), 0);
    free(name);
    return directory;
}

static void write_samples(const char *directory, const struct sample *rows, size_t count)
{
    struct samples_writer *writer;
    struct error error = {""};
    expect(samples_create(directory, "run, 1", &writer, &error) == 0, "%s", error.text);
    for (size_t i = 0; i < count; i++) {
        samples_append(writer, &rows[i]);
        if (i % 2 == 0)
            expect(samples_flush(writer, &error) == 0, "%s", error.text);
    }
    expect(samples_flush(writer, &error) == 0, "%s", error.text);
    samples_close(writer);
}

static char *content(const char *directory)
{
    struct error error;
    char *path = path_join(directory, "samples.csv"), *data;
    size_t size;
    assert_int_equal(path_read_file(path, &data, &size, &error), 0);
    free(path);
    return data;
}

static bool same_real(double a, double b)
{
    return isnan(a) ? isnan(b) : memcmp(&a, &b, sizeof a) == 0;
}

static const struct sample plain = {
    .host = "node-1",
    .round = 2,
    .position = 3,
    .kernel = "pi",
    .backend = "threads.once",
    .n = 1000000,
    .workers = 4,
    .phase = PHASE_CALL,
    .worker = -1,
    .cpu = -1,
    .batch = 10,
    .batch_ns = 123456789,
    .value = 3.0,
    .error = NAN,
    .tolerance = 1e-15,
    .status = STATUS_OK,
    .detail = "",
    .layout = "",
    .cpu_ns = -1,
    .rqwait_ns = -1,
    .nivcsw = -1,
    .maxrss_kib = -1,
    .t_rel_ns = -1,
};

TEST(text)
{
    char *directory = fresh_directory();
    write_samples(directory, &plain, 1);
    char *data = content(directory);
    assert_string_equal(data, HEADER
                        "1,\"run, 1\",node-1,1,2,3,pi,threads.once,1000000,4,call,,,10,123456789,"
                        "3,,1e-15,ok,,,,,,,,\n");
    free(data);
    free(directory);
}

TEST(empty)
{
    char *directory = fresh_directory();
    struct sample row = plain;
    row.batch = row.batch_ns = -1;
    write_samples(directory, &row, 1);
    char *data = content(directory);
    expect_part(data, ",call,,,,,3,,1e-15,ok,", "samples.csv");
    free(data);
    free(directory);
}

enum { odd_count = 6 };

/* What is at the edge of a field, one kind in each row. */
static void make_odd(struct sample rows[odd_count])
{
    for (size_t i = 0; i < odd_count; i++)
        rows[i] = plain;
    rows[0].phase = PHASE_VISIT;
    rows[0].status = STATUS_CRASHED;
    rows[0].detail = "signal 11, \"quoted\"; caf\xC3\xA9";
    rows[1].worker = rows[1].cpu = 0;
    rows[1].batch = rows[1].batch_ns = 0;
    rows[1].maxrss_kib = rows[1].t_rel_ns = 0;
    rows[2].n = UINT64_C(1) << 53;
    rows[2].batch_ns = rows[2].t_rel_ns = INT64_MAX;
    rows[2].round = UINT32_MAX;
    rows[3].value = 0.30000000000000004;
    rows[3].error = 5e-324;
    rows[3].tolerance = DBL_MAX;
    rows[3].batch = rows[3].batch_ns = -1;
    rows[4].value = -0.0;
    rows[4].error = 3.141592653589793;
    rows[4].tolerance = NAN;
    rows[5].flags = FLAG_LEFTOVER | FLAG_OVERSUBSCRIBED;
    rows[5].status = STATUS_WRONG;
}

static void expect_same(const struct sample *a, const struct sample *b, size_t row)
{
    expect(b->seq == row + 1 && a->round == b->round && a->position == b->position &&
               a->n == b->n && a->workers == b->workers && a->phase == b->phase &&
               a->worker == b->worker && a->cpu == b->cpu && a->batch == b->batch &&
               a->batch_ns == b->batch_ns && a->status == b->status && a->flags == b->flags &&
               a->maxrss_kib == b->maxrss_kib && a->t_rel_ns == b->t_rel_ns,
           "row %zu", row);
    expect(same_real(a->value, b->value) && same_real(a->error, b->error) &&
               same_real(a->tolerance, b->tolerance),
           "row %zu: %a %a %a", row, b->value, b->error, b->tolerance);
    expect_text(b->host, a->host, "host");
    expect_text(b->kernel, a->kernel, "kernel");
    expect_text(b->backend, a->backend, "backend");
    expect_text(b->detail, a->detail, "detail");
}

TEST(round_trip)
{
    struct sample rows[odd_count];
    struct samples back;
    struct error error = {""};
    char *directory = fresh_directory();
    make_odd(rows);
    write_samples(directory, rows, odd_count);
    expect(samples_read(directory, &back, &error) == 0, "%s", error.text);
    assert_int_equal(back.count, odd_count);
    for (size_t i = 0; i < odd_count; i++)
        expect_same(&rows[i], &back.rows[i], i);
    samples_free(&back);
    free(directory);
}

TEST(every_phase_and_status)
{
    enum { statuses = STATUS_WRONG + 1, count = PHASE_COUNT * statuses };
    struct sample rows[count];
    for (unsigned i = 0; i < count; i++) {
        rows[i] = plain;
        rows[i].phase = (enum phase)(i / statuses);
        rows[i].status = (enum status)(i % statuses);
    }
    struct samples back;
    struct error error;
    char *directory = fresh_directory();
    write_samples(directory, rows, count);
    assert_int_equal(samples_read(directory, &back, &error), 0);
    assert_int_equal(back.count, count);
    for (size_t i = 0; i < count; i++)
        assert_true(back.rows[i].phase == rows[i].phase && back.rows[i].status == rows[i].status);
    samples_free(&back);
    free(directory);
}

TEST(formulas)
{
    struct sample row = plain;
    row.detail = "=HYPERLINK(\"x\")";
    char *directory = fresh_directory();
    write_samples(directory, &row, 1);
    char *data = content(directory);
    expect_part(data, ",\"'=HYPERLINK(\"\"x\"\")\",", "samples.csv");
    free(data);
    free(directory);
}

/* Nothing is in the file before samples_write, but for the header. */
TEST(kept_until_written)
{
    struct samples_writer *writer;
    struct error error;
    char *directory = fresh_directory();
    assert_int_equal(samples_create(directory, "r", &writer, &error), 0);
    samples_append(writer, &plain);
    char *data = content(directory);
    assert_string_equal(data, HEADER);
    free(data);
    struct samples_writer *second;
    assert_int_equal(samples_create(directory, "r", &second, &error), -1);
    expect_part(error.text, "samples.csv: cannot open", "twice");
    assert_int_equal(samples_write(writer, &error), 0);
    assert_int_equal(samples_flush(writer, &error), 0);
    samples_close(writer);
    samples_close(NULL);
    struct samples back;
    assert_int_equal(samples_read(directory, &back, &error), 0);
    assert_int_equal(back.count, 1);
    samples_free(&back);
    free(directory);
}

/* A line that does not fit is taken back and stays kept. */
TEST(no_room)
{
    struct samples_writer *writer;
    struct error error = {""};
    struct samples back;
    struct rlimit limit, tight;
    char *directory = fresh_directory();
    assert_int_equal(samples_create(directory, "r", &writer, &error), 0);
    samples_append(writer, &plain);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    tight = limit;
    tight.rlim_cur = strlen(HEADER) + 20;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    assert_int_equal(samples_write(writer, &error), -1);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    expect_part(error.text, "samples.csv: cannot write: File too large", "no room");
    char *data = content(directory);
    assert_string_equal(data, HEADER);
    free(data);
    assert_int_equal(samples_flush(writer, &error), 0);
    samples_close(writer);
    assert_int_equal(samples_read(directory, &back, &error), 0);
    assert_int_equal(back.count, 1);
    samples_free(&back);
    free(directory);
}

static const char other_header[] =
    "new,host,seq,round,position,kernel,backend,n,workers,phase,worker,cpu,batch,batch_ns,value,"
    "error,tolerance,status,detail,flags,cpu_ns,rqwait_ns,nivcsw,maxrss_kib,t_rel_ns,more\n";

static int read_other(const char *data, struct samples *back, struct error *error)
{
    char *path = scratch_write("other/samples.csv", data), *directory = path_directory(path);
    int result = samples_read(directory, back, error);
    free(directory);
    free(path);
    return result;
}

/* Files of other versions: columns behind or among the known ones, phases that are unknown and what
 * their lines hold. */
TEST(other_versions)
{
    struct samples back;
    struct error error = {""};
    char *data = text_format("%s%s", other_header,
                             "x,h,1,1,1,pi,t,10,1,call,,,1,5,,,,ok,,,,,,,,y\n"
                             "x,h,2,1,1,pi,t,10,1,nap,,,z,5,,,,so,,,,,,,,y\n"
                             "x,h,3,1,1,pi,t,20,1,call,,,1,6,,,,ok,,,,,,,,z\n");
    expect(read_other(data, &back, &error) == 0, "%s", error.text);
    assert_int_equal(back.count, 2);
    assert_int_equal(back.rows[0].batch_ns, 5);
    assert_int_equal(back.rows[1].n, 20);
    samples_free(&back);
    free(data);
}

/* One good row, and in the next one field that no runner writes. */
TEST(nonsense)
{
    static const char good[] = "1,h,1,1,1,pi,t,10,1,call,,,1,5,3,0.1,0.2,ok,,,,,,,7,x\n";
    static const struct {
        const char *row;
        const char *part;
    } rows[] = {
        {"1,h,3,1,1,pi,t,10,1,call,,,1,5,,,,ok,,,,,,,,x", "seq is \"3\" and should be 2"},
        {"1,h,1,1,1,pi,t,10,1,call,,,1,5,,,,ok,,,,,,,,x", "seq is \"1\" and should be 2"},
        {"1,h,,1,1,pi,t,10,1,call,,,1,5,,,,ok,,,,,,,,x", "seq is \"\" and should be 2"},
        {"1,h,1,1,1,pi,t,10,1,nap,,,1,5,,,,ok,,,,,,,,x", "seq is \"1\" and should be 2"},
        {"1,h,2,0,1,pi,t,10,1,call,,,1,5,,,,ok,,,,,,,,x", "round: \"0\""},
        {"1,h,2,4294967296,1,pi,t,10,1,call,,,1,5,,,,ok,,,,,,,,x", "round: \"4294967296\""},
        {"1,h,2,1,-1,pi,t,10,1,call,,,1,5,,,,ok,,,,,,,,x", "position: \"-1\""},
        {"1,h,2,1,1,pi,t,1e3,1,call,,,1,5,,,,ok,,,,,,,,x", "n: \"1e3\""},
        {"1,h,2,1,1,pi,t,10,,call,,,1,5,,,,ok,,,,,,,,x", "workers: \"\""},
        {"1,h,2,1,1,pi,t,10,1,worker,a,,1,5,,,,ok,,,,,,,,x", "worker: \"a\""},
        {"1,h,2,1,1,pi,t,10,1,worker,0,-1,1,5,,,,ok,,,,,,,,x", "cpu: \"-1\""},
        {"1,h,2,1,1,pi,t,10,1,call,,,1.5,5,,,,ok,,,,,,,,x", "batch: \"1.5\""},
        {"1,h,2,1,1,pi,t,10,1,call,,,1,-5,,,,ok,,,,,,,,x", "batch_ns: \"-5\""},
        {"1,h,2,1,1,pi,t,10,1,call,,,1,5ns,,,,ok,,,,,,,,x", "batch_ns: \"5ns\""},
        {"1,h,2,1,1,pi,t,10,1,call,,,1,9223372036854775808,,,,ok,,,,,,,,x", "batch_ns: "},
        {"1,h,2,1,1,pi,t,10,1,call,,,1,5,pi,,,ok,,,,,,,,x", "value: \"pi\""},
        {"1,h,2,1,1,pi,t,10,1,call,,,1,5,nan,,,ok,,,,,,,,x", "value: \"nan\""},
        {"1,h,2,1,1,pi,t,10,1,call,,,1,5,,-0.5,,ok,,,,,,,,x", "error: \"-0.5\""},
        {"1,h,2,1,1,pi,t,10,1,call,,,1,5,,,1e,ok,,,,,,,,x", "tolerance: \"1e\""},
        {"1,h,2,1,1,pi,t,10,1,call,,,1,5,,,,fine,,,,,,,,x", "status: \"fine\""},
        {"1,h,2,1,1,pi,t,10,1,call,,,1,5,,,,,,,,,,,,x", "status: \"\""},
        {"1,h,2,1,1,pi,t,10,1,call,,,1,5,,,,ok,,,-1,,,,,x", "cpu_ns: \"-1\""},
        {"1,h,2,1,1,pi,t,10,1,call,,,1,5,,,,ok,,,,x,,,,x", "rqwait_ns: \"x\""},
        {"1,h,2,1,1,pi,t,10,1,call,,,1,5,,,,ok,,,,,0.5,,,x", "nivcsw: \"0.5\""},
        {"1,h,2,1,1,pi,t,10,1,visit,,,1,5,,,,ok,,,,,,4k,,x", "maxrss_kib: \"4k\""},
        {"1,h,2,1,1,pi,t,10,1,visit,,,1,5,,,,ok,,,,,,,-1,x", "t_rel_ns: \"-1\""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct samples back;
        struct error error = {""};
        char *data = text_format("%s%s%s\n", other_header, good, rows[i].row);
        expect(read_other(data, &back, &error) == -1, "%s", rows[i].row);
        expect_part(error.text, "samples.csv: row 3: ", rows[i].row);
        expect_part(error.text, rows[i].part, rows[i].row);
        free(data);
    }
}

TEST(missing)
{
    struct samples back;
    struct error error = {""};
    char *without = text_replace(other_header, ",batch_ns,", ",nanoseconds,");
    assert_int_equal(read_other(without, &back, &error), -1);
    expect_part(error.text, "column \"batch_ns\" is missing", "column");
    assert_int_equal(samples_read("/nonexistent", &back, &error), -1);
    expect_part(error.text, "/nonexistent/samples.csv: No such file", "file");
    free(without);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(text),       cmocka_unit_test(empty),
        cmocka_unit_test(round_trip), cmocka_unit_test(every_phase_and_status),
        cmocka_unit_test(formulas),   cmocka_unit_test(kept_until_written),
        cmocka_unit_test(no_room),    cmocka_unit_test(other_versions),
        cmocka_unit_test(nonsense),   cmocka_unit_test(missing),
    };
    return RUN_IN_SCRATCH("samples", tests);
}
