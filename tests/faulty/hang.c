/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fault: run never returns and SIGTERM does not end it. Row: timeout. */
#define _POSIX_C_SOURCE 200809L
#include <parbench/plugin.h>

#include <signal.h>
#include <unistd.h>

static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    (void)task;
    (void)total;
    signal(SIGTERM, SIG_IGN);
    while (pause() == -1)
        ;
    return PARBENCH_OK;
}

PARBENCH_BACKEND("hang", .run = run);
