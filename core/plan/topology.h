/* SPDX-License-Identifier: GPL-3.0-or-later */
/* This machine through hwloc: how many cores and CPUs may be used, in which order workers go onto
 * them, and what it is made of. Used by the runner only: loading hwloc costs milliseconds. */
#ifndef PARBENCH_PLAN_TOPOLOGY_H
#define PARBENCH_PLAN_TOPOLOGY_H

#include <jansson.h>

#include "config/experiment.h"

struct topology;

int topology_open(struct topology **topology, struct error *error);
void topology_close(struct topology *topology);

/* Usable physical cores and CPUs: affinity mask and cgroup quota. */
struct machine_size topology_size(const struct topology *topology);

/* The CPU of each of `workers` workers, -1 where nothing is pinned: one a core first, then the
 * cores' further hardware threads, then from the start again. Compact fills a package before the
 * next; scatter takes the packages in turn. */
void topology_place(const struct topology *topology, enum pin pin, uint32_t workers, int32_t *cpus);

/* CPU model, packages, cores, NUMA nodes, caches, memory. */
json_t *topology_describe(const struct topology *topology);

#endif
