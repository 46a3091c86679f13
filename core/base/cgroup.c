/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/cgroup.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/text.h"

static char *read_in(const char *directory, const char *name)
{
    char *path = path_join(directory, name), *line = path_read_line(path);
    free(path);
    return line;
}

/* Version 2: "quota period" or "max period" in one file. */
static double quota_v2(const char *directory)
{
    char *line = read_in(directory, "cpu.max");
    double quota = 0, period = 0;
    bool found = line != NULL && sscanf(line, "%lf %lf", &quota, &period) == 2 && period > 0;
    free(line);
    return found ? quota / period : 0;
}

/* Version 1: a file each; -1 is none. */
static double quota_v1(const char *directory)
{
    char *quota = read_in(directory, "cpu.cfs_quota_us");
    char *period = read_in(directory, "cpu.cfs_period_us");
    double cpus =
        quota && period && atof(period) > 0 && atof(quota) > 0 ? atof(quota) / atof(period) : 0;
    free(quota);
    free(period);
    return cpus;
}

static int64_t throttled_in(const char *directory)
{
    struct error ignored;
    char *path = path_join(directory, "cpu.stat"), *data = NULL;
    size_t size;
    int64_t throttled = -1;
    const char *line =
        path_read_file(path, &data, &size, &ignored) == 0 ? strstr(data, "nr_throttled ") : NULL;
    if (line == NULL || sscanf(line, "nr_throttled %" SCNd64, &throttled) != 1)
        throttled = -1;
    free(data);
    free(path);
    return throttled;
}

static void look_at(const char *directory, struct cgroup_cpu *cpu)
{
    double v1 = quota_v1(directory), quota = v1 > 0 ? v1 : quota_v2(directory);
    int64_t throttled = throttled_in(directory);
    if (quota > 0 && (cpu->quota == 0 || quota < cpu->quota))
        cpu->quota = quota;
    if (throttled >= 0) /* a group's count leaves out what a group around it was throttled for */
        cpu->throttled = cpu->throttled < 0 ? throttled : cpu->throttled + throttled;
}

/* From our own group up. In a container its path may be one of the outside, and the topmost folder
 * is our own group. */
static void look_upwards(const char *top, const char *group, struct cgroup_cpu *cpu)
{
    char *directory = text_format("%s%s", top, strcmp(group, "/") == 0 ? "" : group);
    while (strlen(directory) >= strlen(top)) {
        look_at(directory, cpu);
        *strrchr(directory, '/') = '\0';
    }
    free(directory);
}

/* "0::/group" in version 2, "4:cpu,cpuacct:/group" in version 1. */
static void look_at_line(const char *root, char *line, struct cgroup_cpu *cpu)
{
    struct text_list controllers = {0};
    const char *number = strsep(&line, ":"), *names = strsep(&line, ":"), *group = line;
    if (group == NULL || group[0] != '/')
        return;
    text_split_commas(names, &controllers);
    bool v2 = strcmp(number, "0") == 0 && names[0] == '\0';
    char *top = text_format("%s/sys/fs/cgroup%s", root, v2 ? "" : "/cpu");
    if (v2 || text_list_contains(&controllers, "cpu"))
        look_upwards(top, group, cpu);
    free(top);
    text_list_free(&controllers);
}

struct cgroup_cpu cgroup_cpu_read(const char *root)
{
    struct cgroup_cpu cpu = {.throttled = -1};
    struct error ignored;
    char *path = text_format("%s/proc/self/cgroup", root), *data = NULL;
    size_t size;
    if (path_read_file(path, &data, &size, &ignored) == 0) {
        cpu.known = true;
        for (char *rest = data, *line; (line = strsep(&rest, "\n")) != NULL;)
            look_at_line(root, line, &cpu);
    }
    free(data);
    free(path);
    return cpu;
}
