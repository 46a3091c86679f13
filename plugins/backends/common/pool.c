/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The worker pool of pthreads and forkshm: an epoch that the caller raises to release the workers,
 * and a slot for each worker in which it leaves its partial and the epoch it has done.
 */
#define _GNU_SOURCE 1
#include "pool.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "event.h"

/* Option values, in table order. */
enum { OPTION_SPAWN, OPTION_WAIT };
enum { SPAWN_ONCE, SPAWN_EACH };
enum { WAIT_ADAPTIVE, WAIT_SPIN, WAIT_BLOCK };

/* Two cache lines, because x86 fetches them in pairs. */
#define LINE 128

#define SPIN_NS UINT64_C(50000)
#define WATCH_NS 2000000

/* The epoch that a worker has done when it has started. A worker does not ask for it: destroy may
 * have raised it already, if another could not be started. */
#define FIRST_EPOCH 1

/* Written by its worker; read by the caller once `done` has reached the epoch, and not written
 * again before the next epoch. */
struct slot {
    _Alignas(LINE) struct event done;
    int32_t pinned; /* status of host->pin */
    parbench_partial partial;
};

_Static_assert(sizeof(struct slot) == LINE, "one line pair per worker");

/*
 * What caller and workers share; in shared memory if they are processes. `task` and `stop` are
 * written by the caller while no worker has work: after it has seen every slot done, before it
 * raises the epoch. The task is copied because processes do not see the caller's stack, and only
 * when it has changed, so that the workers keep its lines in their caches.
 */
struct board {
    _Alignas(LINE) struct event epoch; /* alone on its line: all workers spin on it */
    _Alignas(LINE) parbench_task task;
    bool stop;
    struct slot slots[];
};

/* Threads share it too, so nothing in it is written while they wait: that would cost each run a
 * cache miss. */
struct pool {
    const parbench_host *host;
    const parbench_task *task; /* that of create: what is pinned, and where */
    const struct pool_kind *kind;
    struct board *board;
    struct waiting waiting;
    uint32_t workers;
    uint32_t started; /* workers to join, and worker 0 */
    bool each;
    bool broken;                  /* a worker died: its slot will never be done */
    cpu_set_t cpus[8];            /* of the caller before it was pinned; 8192 CPUs */
    struct pool_member members[]; /* [workers] */
};

/* ---- waiting --------------------------------------------------------------------------------- */

static int watch_workers(struct pool *pool, parbench_error *error)
{
    int status = PARBENCH_OK;
    for (uint32_t w = 1; status == PARBENCH_OK && w < pool->workers; w++)
        status = pool->kind->watch(&pool->members[w], error);
    return status;
}

/* Wait until the event has the wanted value. With `watch`, fail when a worker is gone. */
static int await_event(struct pool *pool, struct event *event, uint32_t wanted, bool watch,
                       parbench_error *error)
{
    static const struct timespec period = {.tv_nsec = WATCH_NS};
    struct waiting how = pool->waiting;
    int status = PARBENCH_OK;
    while (status == PARBENCH_OK && !event_await(event, wanted, &how, watch ? &period : NULL)) {
        status = watch_workers(pool, error);
        how.spin_ns = 0;
    }
    return status;
}

/* ---- workers --------------------------------------------------------------------------------- */

static uint32_t last_epoch(const struct pool *pool)
{
    return atomic_load_explicit(&pool->board->epoch.value, memory_order_relaxed);
}

static void do_share(const parbench_task *task, uint32_t worker, parbench_partial *partial)
{
    uint64_t begin, end;
    parbench_split(task->n, task->workers, worker, &begin, &end);
    parbench_work(task, worker, begin, end, partial);
}

/* The partial is built on the stack: the caller spins on the slot's line meanwhile. */
static void work(struct pool *pool, uint32_t worker, uint32_t epoch)
{
    struct slot *slot = &pool->board->slots[worker];
    parbench_partial partial = {0};
    do_share(&pool->board->task, worker, &partial);
    slot->partial = partial;
    event_raise(&slot->done, epoch, &pool->waiting);
}

void pool_worker(const struct pool_member *member)
{
    struct pool *pool = member->pool;
    uint32_t worker = member->worker;
    struct board *board = pool->board;
    struct slot *slot = &board->slots[worker];
    slot->pinned = pool->host->pin(pool->task, worker);
    if (pool->each) {
        work(pool, worker, last_epoch(pool));
        return;
    }
    event_raise(&slot->done, FIRST_EPOCH, &pool->waiting);
    for (uint32_t epoch = FIRST_EPOCH + 1;; epoch++) {
        await_event(pool, &board->epoch, epoch, false, NULL);
        if (board->stop)
            return;
        work(pool, worker, epoch);
    }
}

static int check_pin(const struct pool *pool, uint32_t worker, int status, parbench_error *error)
{
    if (status == PARBENCH_OK)
        return PARBENCH_OK;
    return pool->host->fail(error, PARBENCH_FAILED, "cannot pin worker %u to CPU %d",
                            (unsigned)worker, (int)pool->task->cpus[worker]);
}

static int await_worker(struct pool *pool, uint32_t worker, uint32_t epoch, parbench_error *error)
{
    bool watch = pool->kind->watch != NULL;
    int status = await_event(pool, &pool->board->slots[worker].done, epoch, watch, error);
    if (status != PARBENCH_OK)
        pool->broken = true;
    return status;
}

static int start_workers(struct pool *pool, parbench_error *error)
{
    int status = PARBENCH_OK;
    pool->started = 1;
    while (status == PARBENCH_OK && pool->started < pool->workers) {
        status = pool->kind->start(&pool->members[pool->started], error);
        pool->started += status == PARBENCH_OK;
    }
    return status;
}

static int start_and_pin(struct pool *pool, parbench_error *error)
{
    int status = start_workers(pool, error);
    for (uint32_t w = 1; status == PARBENCH_OK && w < pool->workers; w++) {
        status = await_worker(pool, w, FIRST_EPOCH, error);
        if (status == PARBENCH_OK)
            status = check_pin(pool, w, pool->board->slots[w].pinned, error);
    }
    return status;
}

/* ---- one run --------------------------------------------------------------------------------- */

static void post_task(struct pool *pool, const parbench_task *task)
{
    if (memcmp(&pool->board->task, task, sizeof(*task)) != 0)
        pool->board->task = *task;
}

static void do_own_share(struct pool *pool, const parbench_task *task, parbench_partial *total)
{
    parbench_partial partial = {0};
    do_share(task, 0, &partial);
    pool->host->combine(total, &partial);
}

static int run_once(struct pool *pool, const parbench_task *task, parbench_partial *total)
{
    if (pool->broken)
        return pool->host->fail(NULL, PARBENCH_FAILED, "a worker died in an earlier run");
    uint32_t epoch = last_epoch(pool) + 1;
    post_task(pool, task);
    event_raise(&pool->board->epoch, epoch, &pool->waiting);
    do_own_share(pool, task, total);
    for (uint32_t w = 1; w < pool->workers; w++) {
        int status = await_worker(pool, w, epoch, NULL);
        if (status != PARBENCH_OK)
            return status;
        pool->host->combine(total, &pool->board->slots[w].partial);
    }
    return PARBENCH_OK;
}

/* New workers inherit the caller's CPU and would have to wait for it until they have run and
 * pinned themselves: so the caller is pinned after they are made, and freed before. */
static void unpin(const struct pool *pool)
{
    if (pool->task->cpus[0] >= 0)
        sched_setaffinity(0, sizeof(pool->cpus), pool->cpus);
}

static int collect(struct pool *pool, uint32_t worker, parbench_partial *total)
{
    struct slot *slot = &pool->board->slots[worker];
    int status = pool->kind->join(&pool->members[worker]);
    if (status != PARBENCH_OK)
        return status;
    if (atomic_load(&slot->done.value) != last_epoch(pool))
        return pool->host->fail(NULL, PARBENCH_FAILED, "worker %u ended before its work did",
                                (unsigned)worker);
    pool->host->combine(total, &slot->partial);
    return check_pin(pool, worker, slot->pinned, NULL);
}

static void join_rest(struct pool *pool, uint32_t first)
{
    for (uint32_t w = first; pool->kind->kill != NULL && w < pool->started; w++)
        pool->kind->kill(&pool->members[w]);
    for (uint32_t w = first; w < pool->started; w++)
        pool->kind->join(&pool->members[w]);
    pool->started = 1;
}

static int run_each(struct pool *pool, const parbench_task *task, parbench_partial *total)
{
    if (pool->workers == 1) {
        do_own_share(pool, task, total);
        return PARBENCH_OK;
    }
    post_task(pool, task);
    atomic_fetch_add(&pool->board->epoch.value, 1);
    unpin(pool);
    int status = start_workers(pool, NULL);
    if (status == PARBENCH_OK)
        status = check_pin(pool, 0, pool->host->pin(pool->task, 0), NULL);
    if (status == PARBENCH_OK)
        do_own_share(pool, task, total);
    uint32_t next = 1;
    while (status == PARBENCH_OK && next < pool->started)
        status = collect(pool, next++, total);
    join_rest(pool, next);
    return status;
}

int pool_run(void *instance, const parbench_task *task, parbench_partial *total)
{
    struct pool *pool = instance;
    return pool->each ? run_each(pool, task, total) : run_once(pool, task, total);
}

/* ---- life ------------------------------------------------------------------------------------ */

static struct board *make_board(const parbench_host *host, const parbench_task *task,
                                bool processes)
{
    size_t bytes = sizeof(struct board) + task->workers * sizeof(struct slot);
    struct board *board = processes ? host->shared(bytes) : host->aligned(LINE, bytes);
    if (board != NULL) {
        memset(board, 0, bytes);
        board->task = *task;
        atomic_store(&board->epoch.value, FIRST_EPOCH);
    }
    return board;
}

static struct pool *make_pool(const parbench_host *host, const parbench_value *options,
                              const parbench_task *task, const struct pool_kind *kind)
{
    struct pool *pool = calloc(1, sizeof(*pool) + task->workers * sizeof(pool->members[0]));
    if (pool == NULL)
        return NULL;
    pool->host = host;
    pool->task = task;
    pool->kind = kind;
    pool->waiting.processes = kind->processes;
    pool->workers = task->workers;
    pool->started = 1;
    pool->each = options[OPTION_SPAWN].i == SPAWN_EACH;
    for (uint32_t w = 0; w < task->workers; w++)
        pool->members[w] = (struct pool_member){.pool = pool, .host = host, .worker = w};
    pool->board = make_board(host, task, kind->processes);
    if (pool->board == NULL) {
        free(pool);
        return NULL;
    }
    return pool;
}

/* A worker that spins where there are too few CPUs, by the mask or by a quota, holds up the one
 * that it waits for. */
static void choose_waiting(struct pool *pool, int64_t wait)
{
    const parbench_host *host = pool->host;
    bool crowded = host->abi_minor >= 1 && pool->workers > host->usable_cpus();
    pool->waiting.spin_ns = wait == WAIT_BLOCK || crowded ? 0 : SPIN_NS;
    pool->waiting.spin_only = wait == WAIT_SPIN;
}

int pool_create(const parbench_host *host, const parbench_value *options, const parbench_task *task,
                const struct pool_kind *kind, void **instance, parbench_error *error)
{
    struct pool *pool = make_pool(host, options, task, kind);
    if (pool == NULL)
        return host->fail(error, PARBENCH_FAILED, "out of memory");
    choose_waiting(pool, options[OPTION_WAIT].i);
    sched_getaffinity(0, sizeof(pool->cpus), pool->cpus);
    int status = pool->each ? PARBENCH_OK : start_and_pin(pool, error);
    if (status == PARBENCH_OK)
        status = check_pin(pool, 0, host->pin(task, 0), error);
    if (status == PARBENCH_OK)
        *instance = pool;
    else
        pool_destroy(pool);
    return status;
}

void pool_destroy(void *instance)
{
    struct pool *pool = instance;
    if (pool->kind->kill == NULL) {
        pool->board->stop = true;
        event_raise(&pool->board->epoch, last_epoch(pool) + 1, &pool->waiting);
    }
    join_rest(pool, 1);
    if (!pool->kind->processes)
        pool->host->release(pool->board);
    free(pool);
}
