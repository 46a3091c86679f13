/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fault: create closes every descriptor, 0, 1 and 2 included. Row: ok. */
#define _POSIX_C_SOURCE 200809L
#include <parbench/plugin.h>

#include <unistd.h>

static int create(const parbench_host *host, const parbench_value *options,
                  const parbench_task *task, void **instance, parbench_error *error)
{
    (void)host;
    (void)options;
    (void)task;
    (void)instance;
    (void)error;
    for (int fd = 0; fd < 4096; fd++)
        close(fd);
    return PARBENCH_OK;
}

static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    parbench_work(task, 0, 0, task->n, total);
    return PARBENCH_OK;
}

PARBENCH_BACKEND("closes_fds", .create = create, .run = run);
