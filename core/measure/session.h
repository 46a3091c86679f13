/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One kernel and one backend, loaded, created and ready to run; and how ranks agree. It measures
 * nothing but create and destroy. */
#ifndef PARBENCH_MEASURE_SESSION_H
#define PARBENCH_MEASURE_SESSION_H

#include <stdbool.h>

#include "measure/noise.h"
#include "measure/record.h"
#include "measure/request.h"
#include "plugin/load.h"

struct worker_log;

struct session {
    const struct cell_request *request;
    struct record record;
    uint64_t began_ns;
    struct plugin kernel;
    struct plugin backend;
    parbench_value *kernel_values;
    parbench_value *backend_values;
    int32_t *cpus;
    void *kernel_instance;
    void *backend_instance;
    bool kernel_created;
    bool backend_created;
    bool ranks;
    uint32_t rank; /* 0 where the workers are not ranks */
    parbench_task task;
    struct children family;        /* children of the backend */
    struct worker_log *worker_log; /* measure/workers.h; taken before the backend may fork */
};

/* From the files to a backend that can run. Anything but STATUS_OK is in the record too, with its
 * reason. A rank that fails here hands over the record and leaves the process: the others wait in
 * an exchange for it, and that ends them. */
enum status session_open(struct session *session, const struct cell_request *request);

/* Destroys in reverse what was created, timed as `stop`; frees all but the record. */
void session_close(struct session *session);

/* Sets the record's status and detail where the status is worse than what is there. */
enum status session_note(struct session *session, enum status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Every rank says how it fares and what it would decide; all get the worst status and rank 0's
 * decision. Where the workers are not ranks it returns `mine`. */
enum status session_agree(struct session *session, enum status mine, uint64_t *decision);

/* All-gather for the rest: `all` has room for `workers` times `size`. One worker's alone where the
 * workers are not ranks. */
void session_exchange(struct session *session, const void *mine, size_t size, void *all);

/* The time of a call of run with this task. */
enum status session_run(struct session *session, const parbench_task *task, uint64_t calls,
                        parbench_partial *total, uint64_t *elapsed_ns);

/* Nanoseconds since the visit began. */
uint64_t session_age_ns(const struct session *session);

#endif
