/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/children.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/path.h"
#include "base/text.h"

/* From /proc/PID/stat: the name in parentheses may hold anything, newlines and ')' too. */
static pid_t parent_of(const char *pid)
{
    struct error ignored;
    char *path = text_format("/proc/%s/stat", pid), *data = NULL;
    size_t size;
    int parent = 0;
    if (path_read_file(path, &data, &size, &ignored) == 0) {
        const char *end = strrchr(data, ')');
        if (end == NULL || sscanf(end + 1, " %*c %d", &parent) != 1)
            parent = 0;
    }
    free(data);
    free(path);
    return parent;
}

/* Asked first, because reading /proc takes time for each process of the machine. */
static bool has_none(void)
{
    siginfo_t ignored;
    return waitid(P_ALL, 0, &ignored, WEXITED | WNOHANG | WNOWAIT | __WALL) != 0 && errno == ECHILD;
}

struct children children_list(void)
{
    struct children children = {0};
    if (has_none())
        return children;
    DIR *processes = opendir("/proc");
    const struct dirent *entry;
    while (processes != NULL && (entry = readdir(processes)) != NULL) {
        if (!isdigit((unsigned char)entry->d_name[0]) || parent_of(entry->d_name) != getpid())
            continue;
        children.items = xrealloc(children.items, (children.count + 1) * sizeof *children.items);
        children.items[children.count++] = (pid_t)atol(entry->d_name);
    }
    if (processes != NULL)
        closedir(processes);
    return children;
}

bool children_contains(const struct children *children, pid_t process)
{
    for (size_t i = 0; i < children->count; i++)
        if (children->items[i] == process)
            return true;
    return false;
}

void children_free(struct children *children)
{
    free(children->items);
    *children = (struct children){0};
}
