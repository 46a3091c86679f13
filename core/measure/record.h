/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a visit hands over: its rows and how it ended, as JSON between two processes. */
#ifndef PARBENCH_MEASURE_RECORD_H
#define PARBENCH_MEASURE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/phase.h"
#include "base/status.h"
#include "measure/noise.h"

enum { detail_size = 301, host_size = 65 }; /* bytes, with the NUL */

struct record_row {
    enum phase phase;
    int32_t worker; /* negative: not of one worker */
    int32_t cpu;    /* negative: not known */
    char host[host_size];
    uint64_t batch; /* calls in it */
    uint64_t batch_ns;
    bool checked; /* value, error and tolerance are there; NaN where they were not finite */
    double value;
    double error;
    double tolerance;
    struct noise_counters noise; /* of a sample; unknown elsewhere */
    unsigned flags;              /* of this row, besides the visit's */
    enum status status;
    uint64_t t_ns; /* its begin, after the visit's begin */
};

struct record {
    enum status status;
    char detail[detail_size];
    char host[host_size];
    unsigned flags;
    uint64_t calls; /* calls of run, of any phase */
    uint64_t maxrss_kib;
    struct record_row *rows;
    size_t row_count;
};

/* The returned row is valid until the next is added. */
struct record_row *record_add(struct record *record, enum phase phase);

/* Bytes that the file of a visit with so many samples and workers does not exceed. */
size_t record_size(uint32_t samples, uint32_t workers);

/* Temporary file beside it, then rename. */
int record_write(const struct record *record, const char *path, struct error *error);
int record_read(const char *path, struct record *record, struct error *error);
void record_free(struct record *record);

#endif
