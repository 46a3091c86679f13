/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fault: create leaves a child behind, in a session of its own, deaf to SIGTERM and SIGHUP, with
 * the visit's stdout and stderr open, under a name that breaks its line in /proc. Row: ok, flag
 * leftover; the child is gone and nobody waited 300 s.
 */
#define _GNU_SOURCE 1
#include <parbench/plugin.h>

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static void stay(void)
{
    setsid();
    prctl(PR_SET_NAME, "a\n) b 1 (");
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    for (unsigned left = 300; left > 0;)
        left = sleep(left);
    _exit(0);
}

static int create(const parbench_host *host, const parbench_value *options,
                  const parbench_task *task, void **instance, parbench_error *error)
{
    (void)options;
    (void)task;
    (void)instance;
    pid_t pid = fork();
    if (pid == -1)
        return host->fail(error, PARBENCH_FAILED, "fork: %s", strerror(errno));
    if (pid == 0)
        stay();
    return PARBENCH_OK;
}

static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    parbench_work(task, 0, 0, task->n, total);
    return PARBENCH_OK;
}

PARBENCH_BACKEND("leaves_child", .create = create, .run = run);
