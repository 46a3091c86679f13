/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fault: create changes what belongs to the process: locale (a decimal comma, where there is one),
 * working directory, signal handlers and mask, umask. Row: ok, its numbers with a point.
 */
#define _POSIX_C_SOURCE 200809L
#include <parbench/plugin.h>

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void change_locale(void)
{
    static const char *const with_comma[] = {"de_DE.UTF-8", "de_DE", "fr_FR.UTF-8", "fr_FR", NULL};
    setlocale(LC_ALL, "");
    for (size_t i = 0; with_comma[i] != NULL; i++)
        if (setlocale(LC_ALL, with_comma[i]) != NULL)
            return;
}

static void change_signals(void)
{
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    for (int number = 1; number < 32; number++)
        signal(number, SIG_IGN);
}

static int create(const parbench_host *host, const parbench_value *options,
                  const parbench_task *task, void **instance, parbench_error *error)
{
    (void)options;
    (void)task;
    (void)instance;
    change_locale();
    change_signals();
    umask(0777);
    if (chdir("/") != 0)
        return host->fail(error, PARBENCH_FAILED, "chdir: %s", strerror(errno));
    return PARBENCH_OK;
}

static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    parbench_work(task, 0, 0, task->n, total);
    return PARBENCH_OK;
}

PARBENCH_BACKEND("changes_process", .create = create, .run = run);
