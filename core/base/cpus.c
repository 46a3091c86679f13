/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/cpus.h"

#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/text.h"

struct cpu_set_bits cpus_allowed(void)
{
    struct cpu_set_bits set = {{0}};
    cpu_set_t mask;
    if (sched_getaffinity(0, sizeof mask, &mask) != 0)
        return set;
    for (size_t cpu = 0; cpu < cpus_most; cpu++)
        if (CPU_ISSET(cpu, &mask))
            set.words[cpu / 64] |= UINT64_C(1) << cpu % 64;
    return set;
}

size_t cpus_count(const struct cpu_set_bits *set)
{
    size_t count = 0;
    for (size_t i = 0; i < cpus_most / 64; i++)
        count += (size_t)__builtin_popcountll(set->words[i]);
    return count;
}

void cpus_join(struct cpu_set_bits *into, const struct cpu_set_bits *from)
{
    for (size_t i = 0; i < cpus_most / 64; i++)
        into->words[i] |= from->words[i];
}

/* cpu.max of cgroup v2 is "quota period" or "max period". */
static double quota_v2(const char *directory)
{
    char *path = path_join(directory, "cpu.max"), *line = path_read_line(path);
    double quota = 0, period = 0;
    bool found = line != NULL && sscanf(line, "%lf %lf", &quota, &period) == 2 && period > 0;
    free(line);
    free(path);
    return found ? quota / period : 0;
}

static double quota_v1(void)
{
    char *quota = path_read_line("/sys/fs/cgroup/cpu/cpu.cfs_quota_us");
    char *period = path_read_line("/sys/fs/cgroup/cpu/cpu.cfs_period_us");
    double cpus =
        quota && period && atof(period) > 0 && atof(quota) > 0 ? atof(quota) / atof(period) : 0;
    free(quota);
    free(period);
    return cpus;
}

/* A limit of any ancestor holds too, so walk up from our own group. */
double cpus_quota(void)
{
    double least = quota_v1();
    char *line = path_read_line("/proc/self/cgroup");
    if (line == NULL || !text_starts_with(line, "0::")) {
        free(line);
        return least;
    }
    char *group = text_format("/sys/fs/cgroup%s", line + 3);
    while (strlen(group) >= strlen("/sys/fs/cgroup")) {
        double quota = quota_v2(group);
        if (quota > 0 && (least == 0 || quota < least))
            least = quota;
        *strrchr(group, '/') = '\0';
    }
    free(group);
    free(line);
    return least;
}

size_t cpus_usable(void)
{
    struct cpu_set_bits set = cpus_allowed();
    size_t allowed = cpus_count(&set);
    double quota = cpus_quota();
    if (quota > 0 && ceil(quota) < (double)allowed)
        return (size_t)ceil(quota);
    return allowed ? allowed : 1;
}

bool cpus_parse_list(const char *text, int32_t *cpus, size_t capacity, size_t *count)
{
    *count = 0;
    for (;;) {
        char *end;
        long cpu = -1;
        if (*text == '-')
            end = (char *)text + 1;
        else
            cpu = strtol(text, &end, 10);
        if (end == text || cpu < -1 || cpu >= cpus_most || *count == capacity)
            return false;
        cpus[(*count)++] = (int32_t)cpu;
        if (*end == '\0')
            return true;
        if (*end != ',')
            return false;
        text = end + 1;
    }
}

bool cpus_bind(const int32_t *cpus, size_t count)
{
    cpu_set_t mask;
    CPU_ZERO(&mask);
    for (size_t i = 0; i < count; i++)
        if (cpus[i] >= 0)
            CPU_SET((size_t)cpus[i], &mask);
    return CPU_COUNT(&mask) == 0 || sched_setaffinity(0, sizeof mask, &mask) == 0;
}
