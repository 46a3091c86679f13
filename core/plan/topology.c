/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/topology.h"

#include <hwloc.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/cpus.h"

struct topology {
    hwloc_topology_t hwloc;
    hwloc_cpuset_t allowed; /* this process's mask */
};

int topology_open(struct topology **topology, struct error *error)
{
    struct topology *made = xcalloc(1, sizeof *made);
    if (hwloc_topology_init(&made->hwloc) != 0) {
        free(made);
        return error_set(error, "hwloc cannot be set up");
    }
    if (hwloc_topology_load(made->hwloc) != 0) {
        hwloc_topology_destroy(made->hwloc);
        free(made);
        return error_set(error, "hwloc cannot read this machine's topology");
    }
    made->allowed = hwloc_bitmap_alloc();
    if (hwloc_get_cpubind(made->hwloc, made->allowed, HWLOC_CPUBIND_PROCESS) != 0)
        hwloc_bitmap_copy(made->allowed, hwloc_topology_get_topology_cpuset(made->hwloc));
    *topology = made;
    return 0;
}

void topology_close(struct topology *topology)
{
    if (topology == NULL)
        return;
    hwloc_bitmap_free(topology->allowed);
    hwloc_topology_destroy(topology->hwloc);
    free(topology);
}

/* The usable CPUs of one core, in order; returns how many there are. */
static unsigned threads_of(const struct topology *topology, hwloc_obj_t core, int32_t *cpus,
                           unsigned capacity)
{
    unsigned count = 0;
    for (int cpu = hwloc_bitmap_first(core->cpuset); cpu >= 0;
         cpu = hwloc_bitmap_next(core->cpuset, cpu))
        if (hwloc_bitmap_isset(topology->allowed, (unsigned)cpu) && count < capacity)
            cpus[count++] = cpu;
    return count;
}

struct machine_size topology_size(const struct topology *topology)
{
    struct machine_size size = {.cpus = cpus_usable()};
    hwloc_obj_t core = NULL;
    int32_t cpu;
    while ((core = hwloc_get_next_obj_by_type(topology->hwloc, HWLOC_OBJ_CORE, core)) != NULL)
        size.cores += threads_of(topology, core, &cpu, 1);
    if (size.cores == 0 || size.cores > size.cpus)
        size.cores = size.cpus;
    return size;
}

/* ---- placement ------------------------------------------------------------------------------ */

/* Where a usable CPU comes in the order: smaller keys first. */
struct seat {
    int32_t cpu;
    unsigned thread;  /* its number within the core */
    unsigned package; /* number of its package */
    unsigned core;    /* number of its core within the package */
};

static int order_compact(const void *a, const void *b)
{
    const struct seat *x = a, *y = b;
    if (x->thread != y->thread)
        return x->thread < y->thread ? -1 : 1;
    if (x->package != y->package)
        return x->package < y->package ? -1 : 1;
    return (x->core > y->core) - (x->core < y->core);
}

static int order_scatter(const void *a, const void *b)
{
    const struct seat *x = a, *y = b;
    if (x->thread != y->thread)
        return x->thread < y->thread ? -1 : 1;
    if (x->core != y->core)
        return x->core < y->core ? -1 : 1;
    return (x->package > y->package) - (x->package < y->package);
}

static size_t list_seats(const struct topology *topology, struct seat *seats)
{
    size_t count = 0;
    unsigned package = 0, core_number = 0;
    hwloc_obj_t core = NULL, last_package = NULL;
    while ((core = hwloc_get_next_obj_by_type(topology->hwloc, HWLOC_OBJ_CORE, core)) != NULL) {
        hwloc_obj_t owner =
            hwloc_get_ancestor_obj_by_type(topology->hwloc, HWLOC_OBJ_PACKAGE, core);
        if (owner != last_package && last_package != NULL) {
            package++;
            core_number = 0;
        }
        last_package = owner;
        int32_t cpus[64];
        unsigned threads = threads_of(topology, core, cpus, 64);
        for (unsigned i = 0; i < threads && count < cpus_most; i++)
            seats[count++] = (struct seat){cpus[i], i, package, core_number};
        core_number += threads > 0;
    }
    return count;
}

void topology_place(const struct topology *topology, enum pin pin, uint32_t workers, int32_t *cpus)
{
    struct seat *seats = xcalloc(cpus_most, sizeof *seats);
    size_t count = pin == PIN_NONE ? 0 : list_seats(topology, seats);
    qsort(seats, count, sizeof *seats, pin == PIN_SCATTER ? order_scatter : order_compact);
    for (uint32_t worker = 0; worker < workers; worker++)
        cpus[worker] = count > 0 ? seats[worker % count].cpu : -1;
    free(seats);
}

/* ---- description ---------------------------------------------------------------------------- */

static void describe_cache(const struct topology *topology, hwloc_obj_type_t type, const char *name,
                           json_t *object)
{
    int count = hwloc_get_nbobjs_by_type(topology->hwloc, type);
    hwloc_obj_t cache = hwloc_get_obj_by_type(topology->hwloc, type, 0);
    if (count > 0 && cache != NULL)
        json_object_set_new(
            object, name,
            json_pack("{s:i, s:I}", "count", count, "bytes", (json_int_t)cache->attr->cache.size));
}

json_t *topology_describe(const struct topology *topology)
{
    hwloc_obj_t machine = hwloc_get_root_obj(topology->hwloc);
    hwloc_obj_t package = hwloc_get_obj_by_type(topology->hwloc, HWLOC_OBJ_PACKAGE, 0);
    const char *model = package ? hwloc_obj_get_info_by_name(package, "CPUModel") : NULL;
    struct machine_size size = topology_size(topology);
    char *allowed;
    if (hwloc_bitmap_list_asprintf(&allowed, topology->allowed) < 0)
        allowed = xstrdup("");
    json_t *caches = json_object();
    describe_cache(topology, HWLOC_OBJ_L1CACHE, "l1d", caches);
    describe_cache(topology, HWLOC_OBJ_L2CACHE, "l2", caches);
    describe_cache(topology, HWLOC_OBJ_L3CACHE, "l3", caches);
    json_t *object =
        json_pack("{s:s*, s:i, s:i, s:i, s:i, s:I, s:o, s:s, s:I, s:I, s:f}", "cpu_model", model,
                  "packages", hwloc_get_nbobjs_by_type(topology->hwloc, HWLOC_OBJ_PACKAGE), "cores",
                  hwloc_get_nbobjs_by_type(topology->hwloc, HWLOC_OBJ_CORE), "cpus",
                  hwloc_get_nbobjs_by_type(topology->hwloc, HWLOC_OBJ_PU), "numa_nodes",
                  hwloc_get_nbobjs_by_type(topology->hwloc, HWLOC_OBJ_NUMANODE), "memory_bytes",
                  (json_int_t)machine->total_memory, "caches", caches, "allowed_cpus", allowed,
                  "usable_cores", (json_int_t)size.cores, "usable_cpus", (json_int_t)size.cpus,
                  "cgroup_quota_cpus", cpus_quota());
    free(allowed);
    return object;
}
