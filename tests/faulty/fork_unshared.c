/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fault: the notebook's. A child per worker computes its share into memory of its own; the parent
 * waits for all and keeps its zeros. Row: wrong, value 0.0.
 */
#define _POSIX_C_SOURCE 200809L
#include <parbench/plugin.h>

#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void child(const parbench_task *task, uint32_t worker)
{
    parbench_partial mine = {0};
    uint64_t begin, end;
    parbench_split(task->n, task->workers, worker, &begin, &end);
    parbench_work(task, worker, begin, end, &mine);
    _exit(0);
}

static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    (void)total;
    for (uint32_t worker = 0; worker < task->workers; worker++) {
        pid_t pid = fork();
        if (pid == -1)
            return task->host->fail(NULL, PARBENCH_FAILED, "fork: %s", strerror(errno));
        if (pid == 0)
            child(task, worker);
    }
    while (wait(NULL) != -1 || errno == EINTR)
        ;
    return PARBENCH_OK;
}

PARBENCH_BACKEND("fork_unshared", .run = run);
