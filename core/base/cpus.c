/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/cpus.h"

#include <math.h>
#include <sched.h>
#include <stdlib.h>

#include "base/cgroup.h"

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

double cpus_quota(void)
{
    return cgroup_cpu_read("").quota;
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
