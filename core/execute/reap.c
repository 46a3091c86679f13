/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "execute/reap.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/path.h"
#include "base/text.h"

/* An orphan that is about to end anyway is not a leftover. */
enum { grace_ms = 20 };

void reap_begin(void)
{
    prctl(PR_SET_CHILD_SUBREAPER, 1);
}

static void sleep_ms(long ms)
{
    struct timespec pause = {.tv_nsec = ms * 1000000};
    nanosleep(&pause, NULL);
}

/* Reaps what has ended; true while children are left. */
static bool children_left(void)
{
    pid_t reaped;
    while ((reaped = waitpid(-1, NULL, WNOHANG)) > 0)
        ;
    return reaped == 0;
}

/* The parent of a process, from /proc/PID/stat: the name in parentheses may hold anything. */
static pid_t parent_of(const char *pid)
{
    char *path = text_format("/proc/%s/stat", pid), *line = path_read_line(path);
    const char *end = line ? strrchr(line, ')') : NULL;
    int parent = 0;
    if (end == NULL || sscanf(end + 1, " %*c %d", &parent) != 1)
        parent = 0;
    free(line);
    free(path);
    return parent;
}

static void kill_children(void)
{
    DIR *processes = opendir("/proc");
    const struct dirent *entry;
    while (processes != NULL && (entry = readdir(processes)) != NULL)
        if (isdigit((unsigned char)entry->d_name[0]) && parent_of(entry->d_name) == getpid())
            kill((pid_t)atol(entry->d_name), SIGKILL);
    if (processes != NULL)
        closedir(processes);
}

bool reap_all(void)
{
    for (int waited = 0; children_left(); waited++) {
        if (waited < grace_ms) {
            sleep_ms(1);
            continue;
        }
        while (children_left()) {
            kill_children();
            sleep_ms(1);
        }
        return true;
    }
    return false;
}
