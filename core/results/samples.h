/* SPDX-License-Identifier: GPL-3.0-or-later */
/* samples.csv: append-only, one line per sample or event; with run.json the only truth of a run. */
#ifndef PARBENCH_RESULTS_SAMPLES_H
#define PARBENCH_RESULTS_SAMPLES_H

#include <stdint.h>

#include "base/phase.h"
#include "base/status.h"
#include "results/csv.h"

/* One line. Empty fields: worker, cpu, batch, batch_ns and all from cpu_ns on negative; reals NaN;
 * detail "". */
struct sample {
    const char *host;
    uint64_t seq;
    uint32_t round;
    uint32_t position;
    const char *kernel;
    const char *backend;
    uint64_t n;
    uint32_t workers;
    enum phase phase;
    int64_t worker;
    int64_t cpu;
    int64_t batch;
    int64_t batch_ns;
    double value;
    double error;
    double tolerance;
    enum status status;
    const char *detail;
    unsigned flags;
    const char *layout; /* written only */
    int64_t cpu_ns;
    int64_t rqwait_ns;
    int64_t nivcsw;
    int64_t maxrss_kib;
    int64_t t_rel_ns;
};

/* ---- writing -------------------------------------------------------------------------------- */

struct samples_writer;

/* Makes DIRECTORY/samples.csv with its header. */
int samples_create(const char *directory, const char *run, struct samples_writer **writer,
                   struct error *error);

/* Opens the samples.csv of an interrupted run. What follows the last complete `visit` line, or the
 * last external lines that are as many of either number of calls, is cut off: a kill can tear an
 * append. -1, and nothing is cut, where that is more than one append; -1 also where another process
 * is writing to it. */
int samples_reopen(const char *directory, const char *run, struct samples_writer **writer,
                   struct error *error);

/* Keeps the line in memory and numbers it. External lines of one round and position are all those
 * of one number of calls, and then as many of the other. */
void samples_append(struct samples_writer *writer, const struct sample *sample);

/* Writes what was kept: from then on it outlives this process. Where that fails nothing of it is in
 * the file, and it is still kept. */
int samples_write(struct samples_writer *writer, struct error *error);

/* Writes, and waits until all is on the disk. */
int samples_flush(struct samples_writer *writer, struct error *error);
void samples_close(struct samples_writer *writer);

/* ---- reading -------------------------------------------------------------------------------- */

/* Strings point into the table. */
struct samples {
    struct csv_table table;
    struct sample *rows;
    size_t count;
};

/* Also of a run that goes on or was killed: a line without its end is passed over, as is one of an
 * unknown phase. -1 where a row is not what it may be. */
int samples_read(const char *directory, struct samples *samples, struct error *error);
void samples_free(struct samples *samples);

#endif
