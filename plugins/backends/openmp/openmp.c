/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Backend openmp: a parallel region with a loop over blocks of items. The team is the runtime's
 * own pool, made in create by the first region. How it waits is the user's choice: OMP_WAIT_POLICY.
 */
#include <omp.h>
#include <stdlib.h>

#include "about.h"

#ifndef OPENMP_NAME /* one source, a plugin for each compiler's runtime */
#define OPENMP_NAME "openmp"
#endif

/* With dynamic and guided schedules each worker gets about this many blocks. */
#define BLOCKS_PER_WORKER 64

/* Two cache lines each, because x86 fetches them in pairs. */
struct slot {
    _Alignas(128) parbench_partial partial;
    int pinned; /* status of host->pin */
};

struct team {
    const parbench_host *host;
    omp_sched_t schedule;
    uint64_t chunk; /* items per block; 0: a block is one worker's share */
    uint64_t blocks;
    struct slot *slots; /* [workers] */
};

/* In the order of the choices of `schedule`. */
static const omp_sched_t schedules[] = {omp_sched_static, omp_sched_dynamic, omp_sched_guided};

/* ---- run ------------------------------------------------------------------------------------- */

static void do_block(const struct team *team, const parbench_task *task, uint64_t block,
                     uint32_t worker, parbench_partial *partial)
{
    uint64_t begin, end;
    if (team->chunk == 0) {
        parbench_split(task->n, task->workers, (uint32_t)block, &begin, &end);
    } else {
        begin = block * team->chunk;
        end = task->n - begin < team->chunk ? task->n : begin + team->chunk;
    }
    parbench_work(task, worker, begin, end, partial);
}

/* Called by the whole team. For static the compiler deals out the blocks itself; through
 * schedule(runtime) libomp takes microseconds for the same. */
static void do_blocks(const struct team *team, const parbench_task *task, uint32_t worker,
                      parbench_partial *partial)
{
    if (team->schedule == omp_sched_static) {
#pragma omp for schedule(static, 1) nowait
        for (uint64_t block = 0; block < team->blocks; block++)
            do_block(team, task, block, worker, partial);
    } else {
#pragma omp for schedule(runtime) nowait
        for (uint64_t block = 0; block < team->blocks; block++)
            do_block(team, task, block, worker, partial);
    }
}

static int refuse_team(const parbench_host *host, parbench_error *error, uint32_t asked, int got)
{
    return host->fail(error, PARBENCH_FAILED,
                      "asked OpenMP for %u threads and got %d (its limit, OMP_THREAD_LIMIT, is %d)",
                      (unsigned)asked, got, omp_get_thread_limit());
}

static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    const struct team *team = instance;
    int members = 0;
#pragma omp parallel num_threads((int)task->workers) default(none) shared(team, task, members)
    {
        uint32_t worker = (uint32_t)omp_get_thread_num();
        parbench_partial partial = {0};
        if (worker == 0)
            members = omp_get_num_threads();
        do_blocks(team, task, worker, &partial);
        team->slots[worker].partial = partial;
    }
    if (members != (int)task->workers)
        return refuse_team(team->host, NULL, task->workers, members);
    for (uint32_t w = 0; w < task->workers; w++)
        team->host->combine(total, &team->slots[w].partial);
    return PARBENCH_OK;
}

/* ---- life ------------------------------------------------------------------------------------ */

/* A schedule hands out single blocks: the blocks are the chunks. */
static void plan_blocks(struct team *team, const parbench_value *options, const parbench_task *task)
{
    team->schedule = schedules[options[0].i];
    uint64_t chunk = options[1].u;
    if (chunk == 0 && team->schedule != omp_sched_static) {
        chunk = task->n / BLOCKS_PER_WORKER / task->workers;
        chunk = chunk == 0 ? 1 : chunk;
    }
    team->chunk = chunk;
    team->blocks = task->workers;
    if (chunk != 0)
        team->blocks = task->n / chunk + (task->n % chunk != 0);
    omp_set_schedule(team->schedule, 1);
}

static int start_team(const struct team *team, const parbench_task *task, parbench_error *error)
{
    int members = 0;
    omp_set_dynamic(0);
#pragma omp parallel num_threads((int)task->workers) default(none) shared(team, task, members)
    {
        uint32_t worker = (uint32_t)omp_get_thread_num();
        if (worker == 0)
            members = omp_get_num_threads();
        team->slots[worker].pinned = team->host->pin(task, worker);
    }
    if (members != (int)task->workers)
        return refuse_team(team->host, error, task->workers, members);
    for (uint32_t w = 0; w < task->workers; w++)
        if (team->slots[w].pinned != PARBENCH_OK)
            return team->host->fail(error, PARBENCH_FAILED, "cannot pin worker %u to CPU %d",
                                    (unsigned)w, (int)task->cpus[w]);
    return PARBENCH_OK;
}

static void destroy(void *instance)
{
    struct team *team = instance;
    team->host->release(team->slots);
    free(team);
}

static int create(const parbench_host *host, const parbench_value *options,
                  const parbench_task *task, void **instance, parbench_error *error)
{
    struct team *team = malloc(sizeof(*team));
    if (team == NULL)
        return host->fail(error, PARBENCH_FAILED, "out of memory");
    team->host = host;
    team->slots = host->aligned(_Alignof(struct slot), task->workers * sizeof(struct slot));
    int status = PARBENCH_OK;
    if (team->slots == NULL)
        status = host->fail(error, PARBENCH_FAILED, "out of memory");
    if (status == PARBENCH_OK)
        status = start_team(team, task, error);
    if (status != PARBENCH_OK) {
        destroy(team);
        return status;
    }
    plan_blocks(team, options, task);
    *instance = team;
    return PARBENCH_OK;
}

PARBENCH_BACKEND(OPENMP_NAME, ABOUT, .create = create, .run = run, .destroy = destroy);
