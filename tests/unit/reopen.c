/* SPDX-License-Identifier: GPL-3.0-or-later */
/* samples.csv after a kill: whole appends stay, what is torn goes, and damage is left alone. */
#include <math.h>

#include "results/samples.h"
#include "support.h"

/* Visits, and what hyperfine timed: so many times of each number of calls. */
enum { visits = 3, rows_of_visit = 3, externals = 2, times = 2, appends = visits + externals };
enum { all_rows = visits * rows_of_visit + externals * 2 * times };

/* Names of runs; each is a field in front of all that matters. */
static const char *const names[] = {"plain",      "a,b",  "say \"x\"", "\"",
                                    "two\nlines", "=1+1", "a;b "};

struct file {
    char *directory;
    char *path;
    char *data;
    size_t size;
    size_t ends[appends + 1]; /* of the header and of each append */
};

static void read_back(struct file *file)
{
    struct error error;
    free(file->data);
    assert_int_equal(path_read_file(file->path, &file->data, &file->size, &error), 0);
}

static struct sample make_row(uint32_t round, uint32_t position, enum phase phase, int64_t batch)
{
    return (struct sample){.host = "vm",
                           .round = round,
                           .position = position,
                           .kernel = "pi",
                           .backend = "serial",
                           .n = 10,
                           .workers = 1,
                           .phase = phase,
                           .layout = "",
                           .worker = -1,
                           .cpu = -1,
                           .batch = batch,
                           .batch_ns = 5,
                           .value = NAN,
                           .error = NAN,
                           .tolerance = NAN,
                           .detail = phase == PHASE_VISIT ? "a, \"b\"" : ""};
}

static void append_visit(struct samples_writer *writer, uint32_t position)
{
    for (int i = 0; i < rows_of_visit; i++) {
        enum phase phase = i + 1 == rows_of_visit ? PHASE_VISIT : PHASE_CALL;
        struct sample sample = make_row(1, position, phase, 1);
        samples_append(writer, &sample);
    }
}

/* The first is of the round and position of the last visit; the larger number of calls comes first
 * in every other. */
static void append_external(struct samples_writer *writer, uint32_t number)
{
    for (uint32_t i = 0; i < 2 * times; i++) {
        struct sample sample = make_row(1 + number / 2, visits + number % 2, PHASE_EXTERNAL,
                                        i / times == number % 2 ? 1 : 100);
        samples_append(writer, &sample);
    }
}

static struct file make_file(const char *run)
{
    static int number;
    struct samples_writer *writer;
    struct error error;
    char *name = text_format("run-%d", ++number);
    struct file file = {.directory = scratch_path(name)};
    file.path = path_join(file.directory, "samples.csv");
    assert_int_equal(path_make_directories(file.directory, &error), 0);
    assert_int_equal(samples_create(file.directory, run, &writer, &error), 0);
    for (uint32_t append = 0; append <= appends; append++) {
        assert_int_equal(samples_flush(writer, &error), 0);
        read_back(&file);
        file.ends[append] = file.size;
        if (append < visits)
            append_visit(writer, append + 1);
        else if (append < appends)
            append_external(writer, append - visits);
    }
    samples_close(writer);
    free(name);
    return file;
}

static void free_file(struct file *file)
{
    free(file->directory);
    free(file->path);
    free(file->data);
}

static void write_bytes(const struct file *file, const char *data, size_t size)
{
    struct error error;
    assert_int_equal(path_write_file(file->path, data, size, &error), 0);
}

static void check_cut(struct file *file, const char *run, size_t size)
{
    struct samples_writer *writer;
    struct error error = {""};
    size_t append = appends;
    char *whole = xstrndup(file->data, file->size);
    while (file->ends[append] > size)
        append--;
    write_bytes(file, whole, size);
    expect(samples_reopen(file->directory, run, &writer, &error) == 0, "%s: %zu bytes: %s", run,
           size, error.text);
    samples_close(writer);
    read_back(file);
    expect(file->size == file->ends[append] && memcmp(file->data, whole, file->size) == 0,
           "%s: %zu of %zu bytes stay of %zu", run, file->size, file->ends[append], size);
    free(file->data);
    file->size = strlen(whole);
    file->data = whole;
}

/* Wherever the file ends, the whole appends stay. */
TEST(torn_anywhere)
{
    for (size_t i = 0; i < COUNT(names); i++) {
        struct file file = make_file(names[i]);
        for (size_t size = file.ends[0]; size <= file.size; size++)
            check_cut(&file, names[i], size);
        free_file(&file);
    }
}

TEST(numbers_go_on)
{
    for (size_t i = 0; i < COUNT(names); i++) {
        struct file file = make_file(names[i]);
        struct samples_writer *writer;
        struct samples samples;
        struct error error = {""};
        write_bytes(&file, file.data, file.ends[2] + 5);
        assert_int_equal(samples_reopen(file.directory, names[i], &writer, &error), 0);
        append_visit(writer, 3);
        for (uint32_t external = 0; external < externals; external++)
            append_external(writer, external);
        assert_int_equal(samples_flush(writer, &error), 0);
        samples_close(writer);
        expect(samples_read(file.directory, &samples, &error) == 0, "%s: %s", names[i], error.text);
        assert_int_equal(samples.count, all_rows);
        for (size_t row = 0; row < samples.count; row++)
            expect(samples.rows[row].seq == row + 1, "%s: row %zu", names[i], row);
        samples_free(&samples);
        free_file(&file);
    }
}

static void check_refused(size_t appends_there, const char *from, const char *to, const char *part)
{
    struct samples_writer *writer;
    struct error error = {""};
    struct file file = make_file("1");
    file.data[file.ends[appends_there]] = '\0';
    char *plain = text_replace(file.data, "\"a, \"\"b\"\"\"", "d");
    char *damaged = text_replace(plain, from, to);
    struct samples samples;
    write_bytes(&file, damaged, strlen(damaged));
    if (strstr(part, "quote") != NULL)
        assert_int_equal(samples_read(file.directory, &samples, &error), -1);
    expect(samples_reopen(file.directory, "1", &writer, &error) == -1, "%s", to);
    expect_part(error.text, part, to);
    expect_part(error.text, file.path, to);
    read_back(&file);
    expect_text(file.data, damaged, to);
    free(damaged);
    free(plain);
    free_file(&file);
}

/* Where cutting would take more than one append, nothing is cut. */
TEST(damaged)
{
    static const struct {
        size_t appends;
        const char *from;
        const char *to;
        const char *part;
    } rows[] = {
        {visits, ",visit,", ",call,", "rows 2 to 10 are of several visits"},
        {visits, "\n1,", "\n1;", "row 2: has another number of fields"},
        {visits, ",vm,4,", ",vm,4,4,", "row 5: has another number of fields"},
        {visits, ",vm,2,", ",\"vm,2,", "row 3: a quote is not closed; the file is damaged"},
        {visits, ",vm,2,", ",vm\",2,", "row 3: "},
        {visits, "schema,", "schemes,", "header"},
        {visits, ",vm,4,", ",vm,5,", "row 5: seq is \"5\" and should be 4"},
        {visits, ",1,5,", ",-1,5,", "row 2: batch: \"-1\" is not allowed"},
        {appends, ",external,", ",call,", "rows 11 to 18 are of several visits"},
        {appends, ",100,5,", ",1,5,", "rows 11 to 18 are of several visits"},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        check_refused(rows[i].appends, rows[i].from, rows[i].to, rows[i].part);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(torn_anywhere),
        cmocka_unit_test(numbers_go_on),
        cmocka_unit_test(damaged),
    };
    return RUN_IN_SCRATCH("reopen", tests);
}
