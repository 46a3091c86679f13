/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/samples.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/flags.h"
#include "base/number.h"
#include "base/path.h"
#include "results/samples_file.h"
#include "results/samples_rows.h"

/* ---- writing -------------------------------------------------------------------------------- */

struct samples_writer {
    char *path;
    char *run;
    int file;
    uint64_t seq;
    struct text kept;
};

/* One runner a directory. The lock goes with the process. */
static int open_locked(const char *path, int flags, struct error *error)
{
    int file = open(path, flags | O_CLOEXEC, 0666);
    if (file < 0)
        return error_set(error, "%s: cannot open: %s", path, strerror(errno));
    if (flock(file, LOCK_EX | LOCK_NB) == 0)
        return file;
    close(file);
    return error_set(error, "%s: another parbench is writing to it", path);
}

int samples_create(const char *directory, const char *run, struct samples_writer **writer,
                   struct error *error)
{
    char *path = path_join(directory, "samples.csv");
    int file = open_locked(path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL, error);
    if (file < 0) {
        free(path);
        return -1;
    }
    *writer = xcalloc(1, sizeof **writer);
    **writer = (struct samples_writer){.path = path, .run = xstrdup(run), .file = file};
    text_append(&(*writer)->kept, "%s", samples_header);
    return samples_flush(*writer, error);
}

int samples_reopen(const char *directory, const char *run, struct samples_writer **writer,
                   struct error *error)
{
    char *path = path_join(directory, "samples.csv");
    uint64_t lines;
    int file = open_locked(path, O_WRONLY | O_APPEND, error);
    if (file >= 0 && samples_file_cut(file, path, run, &lines, error) == 0) {
        *writer = xcalloc(1, sizeof **writer);
        **writer =
            (struct samples_writer){.path = path, .run = xstrdup(run), .file = file, .seq = lines};
        return 0;
    }
    if (file >= 0)
        close(file);
    free(path);
    return -1;
}

static void append_integer(struct text *line, int64_t value)
{
    if (value >= 0)
        text_append(line, "%" PRId64, value);
    text_append_bytes(line, ",", 1);
}

static void append_real(struct text *line, double value)
{
    char number[number_size];
    text_append(line, "%s,", number_format_real(number, value));
}

static void append_word(struct text *line, const char *word)
{
    csv_append_text(line, word, ',');
    text_append_bytes(line, ",", 1);
}

void samples_append(struct samples_writer *writer, const struct sample *sample)
{
    struct text *line = &writer->kept;
    char flags[flags_size];
    text_append_bytes(line, "1,", 2);
    append_word(line, writer->run);
    append_word(line, sample->host);
    text_append(line, "%" PRIu64 ",%" PRIu32 ",%" PRIu32 ",", ++writer->seq, sample->round,
                sample->position);
    append_word(line, sample->kernel);
    append_word(line, sample->backend);
    text_append(line, "%" PRIu64 ",%" PRIu32 ",", sample->n, sample->workers);
    append_word(line, phase_name(sample->phase));
    append_integer(line, sample->worker);
    append_integer(line, sample->cpu);
    append_integer(line, sample->batch);
    append_integer(line, sample->batch_ns);
    append_real(line, sample->value);
    append_real(line, sample->error);
    append_real(line, sample->tolerance);
    append_word(line, status_name(sample->status));
    append_word(line, sample->detail);
    append_word(line, flags_format(flags, sample->flags));
    append_word(line, sample->layout);
    append_integer(line, sample->cpu_ns);
    append_integer(line, sample->rqwait_ns);
    append_integer(line, sample->nivcsw);
    append_integer(line, sample->maxrss_kib);
    if (sample->t_rel_ns >= 0)
        text_append(line, "%" PRId64, sample->t_rel_ns);
    text_append_bytes(line, "\n", 1);
}

int samples_write(struct samples_writer *writer, struct error *error)
{
    off_t length = lseek(writer->file, 0, SEEK_END);
    if (path_write_all(writer->file, writer->kept.data, writer->kept.length) == 0) {
        text_free(&writer->kept);
        return 0;
    }
    error_set(error, "%s: cannot write: %s", writer->path, strerror(errno));
    if (ftruncate(writer->file, length) != 0)
        error_set(error, "%s: cannot take a torn line back: %s", writer->path, strerror(errno));
    return -1;
}

int samples_flush(struct samples_writer *writer, struct error *error)
{
    if (samples_write(writer, error) != 0)
        return -1;
    if (fdatasync(writer->file) != 0)
        return error_set(error, "%s: cannot write: %s", writer->path, strerror(errno));
    return 0;
}

void samples_close(struct samples_writer *writer)
{
    if (writer == NULL)
        return;
    close(writer->file);
    text_free(&writer->kept);
    free(writer->path);
    free(writer->run);
    free(writer);
}

/* ---- reading -------------------------------------------------------------------------------- */

int samples_read(const char *directory, struct samples *samples, struct error *error)
{
    char *path = path_join(directory, "samples.csv");
    *samples = (struct samples){0};
    int result = samples_file_read(path, NULL, &samples->table, error);
    if (result == 0) {
        samples->rows = xcalloc(samples->table.rows, sizeof *samples->rows);
        result = samples_rows_decode(path, &samples->table, samples->rows, &samples->count, error);
    }
    free(path);
    if (result != 0)
        samples_free(samples);
    return result;
}

void samples_free(struct samples *samples)
{
    csv_table_free(&samples->table);
    free(samples->rows);
    *samples = (struct samples){0};
}
