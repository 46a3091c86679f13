/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fault: create writes a thousand lines to stdout and stderr, more than a pipe holds. Row: ok. */
#include <parbench/plugin.h>

#include <stdio.h>

static const char chatter[] = "schema,run,host,seq: this looks like a record and is not one, nor "
                              "is it a reason for anything; line";

static int create(const parbench_host *host, const parbench_value *options,
                  const parbench_task *task, void **instance, parbench_error *error)
{
    (void)host;
    (void)options;
    (void)task;
    (void)instance;
    (void)error;
    for (int line = 0; line < 1000; line++) {
        printf("%s %d\n", chatter, line);
        fprintf(stderr, "%s %d\n", chatter, line);
    }
    fflush(stdout);
    return PARBENCH_OK;
}

static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    parbench_work(task, 0, 0, task->n, total);
    return PARBENCH_OK;
}

PARBENCH_BACKEND("chatty", .create = create, .run = run);
