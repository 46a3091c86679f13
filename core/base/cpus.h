/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The CPUs that this process may use: the affinity mask, and the cgroup's quota, which caps how
 * many of them run at once. */
#ifndef PARBENCH_BASE_CPUS_H
#define PARBENCH_BASE_CPUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { cpus_most = 1024 }; /* as in glibc's cpu_set_t */

struct cpu_set_bits {
    uint64_t words[cpus_most / 64];
};

/* The affinity mask of the calling thread. */
struct cpu_set_bits cpus_allowed(void);
size_t cpus_count(const struct cpu_set_bits *set);
void cpus_join(struct cpu_set_bits *into, const struct cpu_set_bits *from);

/* Quota of this process's cgroups (v2 and v1) in CPUs, or 0 where there is none. */
double cpus_quota(void);

/* min(allowed, quota rounded up). */
size_t cpus_usable(void);

/* "0,2,4" as a list, -1 where a member is "-"; at most `capacity` numbers. False where it is
 * malformed. */
bool cpus_parse_list(const char *text, int32_t *cpus, size_t capacity, size_t *count);

/* Set the calling thread's mask to the non-negative members; nothing where there are none. */
bool cpus_bind(const int32_t *cpus, size_t count);

#endif
