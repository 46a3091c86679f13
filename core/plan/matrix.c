/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/matrix.h"

#include <stdlib.h>
#include <string.h>

const struct size_list *matrix_sizes_of(const struct experiment *experiment,
                                        const struct instance *kernel,
                                        const struct instance *backend)
{
    return backend->n.count ? &backend->n : kernel->n.count ? &kernel->n : &experiment->n;
}

const struct size_list *matrix_workers_of(const struct experiment *experiment,
                                          const struct instance *kernel,
                                          const struct instance *backend)
{
    return backend->workers.count  ? &backend->workers
           : kernel->workers.count ? &kernel->workers
                                   : &experiment->workers;
}

static bool contains(const struct size_list *list, uint64_t item)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i] == item)
            return true;
    return false;
}

bool matrix_allows(const struct instance *backend, uint64_t workers)
{
    const struct plugin_info *info = backend->info;
    if (info->problem != NULL)
        return true;
    return workers >= info->min_workers && (info->max_workers == 0 || workers <= info->max_workers);
}

bool matrix_is_baseline(const struct experiment *experiment, const struct instance *backend)
{
    const struct instance *first = backend->again ? backend - 1 : backend;
    return experiment->baseline != NULL && strcmp(experiment->baseline, first->name) == 0;
}

static int by_size(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

struct size_list matrix_choose_workers(const struct experiment *experiment,
                                       const struct instance *kernel,
                                       const struct instance *backend, uint64_t n)
{
    struct size_list chosen = {0};
    const struct size_list *wanted = matrix_workers_of(experiment, kernel, backend);
    bool own_n = contains(matrix_sizes_of(experiment, kernel, backend), n);
    if ((own_n || matrix_is_baseline(experiment, backend)) && matrix_allows(backend, 1))
        size_list_add(&chosen, 1);
    for (size_t i = 0; own_n && i < wanted->count; i++)
        if (matrix_allows(backend, wanted->items[i]))
            size_list_add(&chosen, wanted->items[i]);
    if (chosen.count > 0)
        qsort(chosen.items, chosen.count, sizeof *chosen.items, by_size);
    return chosen;
}

struct size_list matrix_all_sizes(const struct experiment *experiment,
                                  const struct instance *kernel)
{
    struct size_list all = {0};
    for (size_t b = 0; b < experiment->backend_count; b++) {
        const struct size_list *own = matrix_sizes_of(experiment, kernel, &experiment->backends[b]);
        for (size_t i = 0; i < own->count; i++)
            size_list_add(&all, own->items[i]);
    }
    if (all.count > 0)
        qsort(all.items, all.count, sizeof *all.items, by_size);
    return all;
}
