/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Backend pthreads: one thread per worker, each with its share of a balanced static split. The
 * threads wait in a pool between runs (spawn = once) or are made and joined in each run.
 */
#include <string.h>

#include "../common/pool.h"

static const parbench_option options_table[] = {POOL_OPTIONS, {.name = NULL}};

static void *thread_main(void *member)
{
    pool_worker(member);
    return NULL;
}

static int thread_start(struct pool_member *member, parbench_error *error)
{
    int code = pthread_create(&member->id.thread, NULL, thread_main, member);
    if (code == 0)
        return PARBENCH_OK;
    return member->host->fail(error, PARBENCH_FAILED, "cannot make a thread for worker %u: %s",
                              (unsigned)member->worker, strerror(code));
}

static int thread_join(struct pool_member *member)
{
    pthread_join(member->id.thread, NULL);
    return PARBENCH_OK;
}

static const struct pool_kind threads = {.start = thread_start, .join = thread_join};

static int create(const parbench_host *host, const parbench_value *options,
                  const parbench_task *task, void **instance, parbench_error *error)
{
    return pool_create(host, options, task, &threads, instance, error);
}

PARBENCH_BACKEND("pthreads", .version = "1", .summary = "POSIX threads, static split",
                 .license = "GPL-3.0-or-later", .options = options_table, .create = create,
                 .run = pool_run, .destroy = pool_destroy);
