/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "state.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "report.h"
#include "rig.h"

/* A thread that was joined may still be listed for a moment. */
enum { patience_ms = 1000 };

/* ---- take ----------------------------------------------------------------------------------- */

static mode_t get_umask(void)
{
    mode_t mask = umask(0);
    umask(mask);
    return mask;
}

static struct text_list list_files(void)
{
    struct text_list files = {0};
    DIR *folder = opendir("/proc/self/fd");
    const struct dirent *entry;
    char target[PATH_MAX];
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        ssize_t length = readlinkat(dirfd(folder), entry->d_name, target, sizeof target - 1);
        if (length < 0 || atoi(entry->d_name) == dirfd(folder))
            continue;
        target[length] = '\0';
        text_list_take(&files, text_format("%s %s", entry->d_name, target));
    }
    if (folder != NULL)
        closedir(folder);
    return files;
}

size_t state_threads(void)
{
    DIR *folder = opendir("/proc/self/task");
    const struct dirent *entry;
    size_t count = 0;
    while (folder != NULL && (entry = readdir(folder)) != NULL)
        count += entry->d_name[0] != '.';
    if (folder != NULL)
        closedir(folder);
    return count;
}

void state_add_names(struct text_list *names)
{
    char line[PATH_MAX + 256];
    FILE *maps = fopen("/proc/self/maps", "re");
    while (maps != NULL && fgets(line, sizeof line, maps) != NULL) {
        char *name = strstr(line, "/dev/shm/");
        line[strcspn(line, "\n")] = '\0';
        if (name != NULL && access(name, F_OK) == 0 && !text_list_contains(names, name))
            text_list_add(names, name);
    }
    if (maps != NULL)
        fclose(maps);
}

struct state state_take(void)
{
    struct state state = {.locale = xstrdup(setlocale(LC_ALL, NULL)),
                          .directory = getcwd(NULL, 0),
                          .umask = get_umask(),
                          .threads = state_threads(),
                          .files = list_files()};
    sigprocmask(SIG_SETMASK, NULL, &state.blocked);
    for (int number = 1; number < state_signals; number++)
        sigaction(number, NULL, &state.actions[number]);
    state_add_names(&state.names);
    return state;
}

void state_free(struct state *state)
{
    free(state->locale);
    free(state->directory);
    text_list_free(&state->files);
    text_list_free(&state->names);
}

/* ---- the caller's --------------------------------------------------------------------------- */

static bool same_set(const sigset_t *a, const sigset_t *b)
{
    for (int number = 1; number < state_signals; number++)
        if (sigismember(a, number) != sigismember(b, number))
            return false;
    return true;
}

static bool same_action(const struct sigaction *a, const struct sigaction *b)
{
    return a->sa_handler == b->sa_handler && a->sa_flags == b->sa_flags &&
           same_set(&a->sa_mask, &b->sa_mask);
}

static void check_signals(const struct state *before, const struct state *now, const char *when)
{
    if (!same_set(&before->blocked, &now->blocked))
        failed("the signal mask is another %s", when);
    for (int number = 1; number < state_signals; number++)
        if (!same_action(&before->actions[number], &now->actions[number])) {
            failed("signal %d (%s) is handled otherwise %s", number, strsignal(number), when);
            return;
        }
}

void state_check_caller(const struct state *before, const char *when)
{
    struct state now = state_take();
    if (strcmp(before->locale, now.locale) != 0)
        failed("the locale is %s %s", now.locale, when);
    if (now.directory == NULL || strcmp(before->directory, now.directory) != 0)
        failed("the working directory is %s %s", now.directory, when);
    if (before->umask != now.umask)
        failed("the umask is %03o %s", (unsigned)now.umask, when);
    check_signals(before, &now, when);
    state_free(&now);
}

/* ---- left behind ---------------------------------------------------------------------------- */

static void check_threads(size_t allowed)
{
    size_t threads = state_threads();
    for (int waited = 0; threads > allowed && waited < patience_ms; waited++) {
        sleep_ms(1);
        threads = state_threads();
    }
    if (threads > allowed)
        failed("%zu threads are left after destroy, not %zu", threads, allowed);
}

/* Orphans too: this process is the reaper of its descendants. */
static void check_children(void)
{
    siginfo_t info;
    if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 || errno != ECHILD)
        failed("a child process is left after destroy");
}

static void check_files(const struct text_list *before)
{
    struct text_list now = list_files();
    for (size_t i = 0; i < now.count; i++)
        if (!text_list_contains(before, now.items[i]))
            failed("descriptor %s is left after destroy", now.items[i]);
    for (size_t i = 0; i < before->count; i++)
        if (!text_list_contains(&now, before->items[i]))
            failed("descriptor %s is closed after destroy", before->items[i]);
    text_list_free(&now);
}

/* What is left is removed: it would be there for ever. */
static void check_names(const struct state *before, const struct text_list *names)
{
    for (size_t i = 0; i < names->count; i++)
        if (!text_list_contains(&before->names, names->items[i]) && unlink(names->items[i]) == 0)
            failed("%s is left after destroy", names->items[i]);
}

void state_check_residue(const struct state *before, const struct text_list *names,
                         size_t threads_allowed)
{
    check_threads(before->threads + threads_allowed);
    check_children();
    check_files(&before->files);
    check_names(before, names);
}
