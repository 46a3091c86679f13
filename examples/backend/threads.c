/* SPDX-License-Identifier: MIT */
/* A backend of parbench: one thread per worker, made and joined in each run. */
#include <parbench/plugin.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct worker {
    const parbench_task *task;
    uint32_t number;
    pthread_t thread;
    int pinned;
    parbench_partial partial;
};

static void *work(void *argument)
{
    struct worker *self = argument;
    parbench_partial partial = {0};
    uint64_t begin, end;
    self->pinned = self->task->host->pin(self->task, self->number);
    parbench_split(self->task->n, self->task->workers, self->number, &begin, &end);
    parbench_work(self->task, self->number, begin, end, &partial);
    self->partial = partial;
    return NULL;
}

static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    const parbench_host *host = task->host;
    struct worker *workers = calloc(task->workers, sizeof *workers);
    if (workers == NULL)
        return host->fail(NULL, PARBENCH_FAILED, "out of memory");
    uint32_t started = 0;
    int code = 0, status = PARBENCH_OK;
    while (code == 0 && started < task->workers) {
        struct worker *worker = &workers[started];
        *worker = (struct worker){.task = task, .number = started};
        code = pthread_create(&worker->thread, NULL, work, worker);
        started += code == 0;
    }
    if (code != 0)
        status =
            host->fail(NULL, PARBENCH_FAILED, "thread %u: %s", (unsigned)started, strerror(code));
    for (uint32_t w = 0; w < started; w++) {
        pthread_join(workers[w].thread, NULL);
        host->combine(total, &workers[w].partial);
        if (status == PARBENCH_OK && workers[w].pinned != PARBENCH_OK)
            status = host->fail(NULL, PARBENCH_FAILED, "cannot pin worker %u", (unsigned)w);
    }
    free(workers);
    return status;
}

PARBENCH_BACKEND("threads", .version = "1", .summary = "one thread per worker, made in each run",
                 .license = "MIT", .run = run);
