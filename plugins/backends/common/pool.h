/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Workers that are made once and wait for work, or made anew in each run: the part that the
 * backends pthreads and forkshm have in common. How a worker is made and ended is theirs
 * (pool_kind); waking, sharing out, collecting and failing are here.
 */
#ifndef PARBENCH_POOL_H
#define PARBENCH_POOL_H

#include <pthread.h>
#include <stdbool.h>
#include <sys/types.h>

#include "parbench/plugin.h"

struct pool;

/* A worker as the caller knows it; worker 0 is the caller itself and is never started. */
struct pool_member {
    struct pool *pool;
    const parbench_host *host;
    uint32_t worker;
    bool killed; /* by us: how it ends is no news */
    union {
        pthread_t thread;
        pid_t process; /* 0: there is no such child any more */
    } id;
};

/* What a backend supplies. `error` is NULL in run. */
struct pool_kind {
    /* Make a worker that calls pool_worker and ends when that returns. */
    int (*start)(struct pool_member *member, parbench_error *error);
    /* Wait until it has ended. Not PARBENCH_OK, and explained to the host, if something else than
     * the end of its work ended it. */
    int (*join)(struct pool_member *member);
    /* Optional, both or neither, for workers that can die alone. */
    /* Not PARBENCH_OK, and explained, if it has ended. */
    int (*watch)(struct pool_member *member, parbench_error *error);
    /* End it, whatever it is doing. It is joined afterwards. */
    void (*kill)(struct pool_member *member);
    /* Workers do not share the caller's memory. */
    bool processes;
};

/* The first rows of the option table of both backends. */
#define POOL_OPTIONS                                                                               \
    {.name = "spawn",                                                                              \
     .type = PARBENCH_CHOICE,                                                                      \
     .default_value = "once",                                                                      \
     .choices = "once, each",                                                                      \
     .help = "workers are made once, or in each run"},                                             \
    {                                                                                              \
        .name = "wait", .type = PARBENCH_CHOICE, .default_value = "adaptive",                      \
        .choices = "adaptive, spin, block",                                                        \
        .help = "how workers made once wait: spin 50 us and sleep, spin, sleep"                    \
    }

/* The life of a worker, called by the worker. */
void pool_worker(const struct pool_member *member);

/* The `create` of the ABI, but for the kind, which is static. */
int pool_create(const parbench_host *host, const parbench_value *options, const parbench_task *task,
                const struct pool_kind *kind, void **instance, parbench_error *error);

/* The `run` and the `destroy` of the ABI. */
int pool_run(void *instance, const parbench_task *task, parbench_partial *total);
void pool_destroy(void *instance);

#endif
