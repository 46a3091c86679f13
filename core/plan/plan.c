/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/plan.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/placeholders.h"
#include "plan/matrix.h"

/* ---- what is known without a visit ---------------------------------------------------------- */

static bool misnamed(const struct instance *instance)
{
    return strchr(instance->plugin, '/') == NULL && strcmp(instance->plugin, instance->info->name);
}

static void know(struct cell *cell, const struct instance *instance)
{
    const struct plugin_info *info = instance->info;
    if (cell->known != STATUS_OK)
        return;
    if (info->problem != NULL) {
        cell->known = STATUS_FAILED;
        cell->known_detail = xstrdup(info->problem);
    } else if (misnamed(instance)) {
        cell->known = STATUS_FAILED;
        cell->known_detail =
            text_format("%s: calls itself \"%s\", not \"%s\" as its file is called", info->path,
                        info->name, instance->plugin);
    }
}

char *plan_fill_in(const struct experiment *experiment, const struct cell *cell, const char *word)
{
    char *directory = path_directory(experiment->path);
    const struct placeholders values = {cell->n, cell->workers, directory};
    char *filled = placeholders_fill(&values, word);
    free(directory);
    return filled;
}

/* " (package NAME)", or "" where that is not known. */
static const char *package_of(const char *program)
{
    static const char *const packages[][2] = {
        {"mpirun", " (package openmpi-bin)"},  {"mpiexec", " (package openmpi-bin)"},
        {"mpirun.mpich", " (package mpich)"},  {"mpiexec.mpich", " (package mpich)"},
        {"mpiexec.hydra", " (package mpich)"}, {"srun", " (package slurm-client)"},
        {"numactl", " (package numactl)"},
    };
    for (size_t i = 0; i < sizeof packages / sizeof *packages; i++)
        if (strcmp(packages[i][0], program) == 0)
            return packages[i][1];
    return "";
}

static void know_launcher(const struct experiment *experiment, struct cell *cell)
{
    const struct text_list *launcher = &cell->backend->launcher;
    if (cell->known != STATUS_OK || launcher->count == 0)
        return;
    char *name = plan_fill_in(experiment, cell, launcher->items[0]);
    char *program = path_find_program(name);
    if (program == NULL) {
        cell->known = STATUS_UNAVAILABLE;
        cell->known_detail =
            text_format("the launcher \"%s\" is not installed%s", name, package_of(name));
    }
    free(program);
    free(name);
}

/* ---- cells ---------------------------------------------------------------------------------- */

static uint64_t timeout_of(const struct experiment *experiment, const struct instance *kernel,
                           const struct instance *backend)
{
    return backend->timeout_ns  ? backend->timeout_ns
           : kernel->timeout_ns ? kernel->timeout_ns
                                : experiment->timeout_ns;
}

static void add_cell(const struct experiment *experiment, const struct instance *kernel,
                     const struct instance *backend, uint64_t n, uint32_t workers,
                     struct plan *plan)
{
    struct cell cell = {
        .kernel = kernel,
        .backend = backend,
        .n = n,
        .workers = workers,
        .timeout_ns = timeout_of(experiment, kernel, backend),
        .key = text_format("%s/%s/%" PRIu64 "/%" PRIu32, kernel->name, backend->name, n, workers),
    };
    know(&cell, kernel);
    know(&cell, backend);
    know_launcher(experiment, &cell);
    plan->cells = xrealloc(plan->cells, (plan->count + 1) * sizeof *plan->cells);
    plan->cells[plan->count++] = cell;
}

/* Adds the cells of a kernel to the plan; with NULL only counts them. */
static size_t expand(const struct experiment *experiment, const struct instance *kernel,
                     struct plan *plan)
{
    struct size_list sizes = matrix_all_sizes(experiment, kernel);
    size_t count = 0;
    for (size_t i = 0; i < sizes.count; i++) {
        for (size_t b = 0; b < experiment->backend_count; b++) {
            const struct instance *backend = &experiment->backends[b];
            struct size_list workers =
                matrix_choose_workers(experiment, kernel, backend, sizes.items[i]);
            count += workers.count;
            for (size_t w = 0; plan != NULL && w < workers.count; w++)
                add_cell(experiment, kernel, backend, sizes.items[i], (uint32_t)workers.items[w],
                         plan);
            size_list_free(&workers);
        }
    }
    size_list_free(&sizes);
    return count;
}

/* ---- what is not there ---------------------------------------------------------------------- */

enum { most_listed = 8 };

static char *list_sizes(const struct size_list *list)
{
    struct text text = {0};
    for (size_t i = 0; i < list->count && i < most_listed; i++)
        text_append(&text, "%s%" PRIu64, i ? ", " : "", list->items[i]);
    if (list->count > most_listed)
        text_append(&text, ", ...");
    return text.data;
}

/* "4..", "4..8". */
static char *describe_limits(const struct plugin_info *info)
{
    return info->max_workers == 0
               ? text_format("%" PRIu32 "..", info->min_workers)
               : text_format("%" PRIu32 "..%" PRIu32, info->min_workers, info->max_workers);
}

/* A backend that has no cell with this kernel. */
static void note_no_cells(const struct experiment *experiment, const struct instance *kernel,
                          const struct instance *backend, struct text_list *notes)
{
    const struct size_list *wanted = matrix_workers_of(experiment, kernel, backend);
    char *limits = describe_limits(backend->info), *refused = list_sizes(wanted);
    bool by_kernel = wanted == &kernel->workers;
    char *note = text_format("%s%s%sbackend %s: allows %s workers, none of %s: no cells",
                             by_kernel ? "kernel " : "", by_kernel ? kernel->name : "",
                             by_kernel ? ", " : "", backend->name, limits, refused);
    if (!text_list_contains(notes, note))
        text_list_add(notes, note);
    free(note);
    free(refused);
    free(limits);
}

static void note_baseline(const struct experiment *experiment, struct text_list *notes)
{
    static const char effect[] = "the speed-up columns stay empty";
    if (experiment->baseline == NULL) {
        text_list_take(notes, text_format("no baseline and no backend called serial: %s", effect));
        return;
    }
    const struct instance *baseline = experiment_backend(experiment, experiment->baseline);
    if (baseline != NULL && !matrix_allows(baseline, 1))
        text_list_take(notes, text_format("baseline %s needs at least %" PRIu32 " workers: %s",
                                          baseline->name, baseline->info->min_workers, effect));
}

static void note_backends(const struct experiment *experiment, struct text_list *notes)
{
    for (size_t k = 0; k < experiment->kernel_count; k++) {
        for (size_t b = 0; b < experiment->backend_count; b++) {
            const struct instance *kernel = &experiment->kernels[k];
            const struct instance *backend = &experiment->backends[b];
            uint64_t own_n = matrix_sizes_of(experiment, kernel, backend)->items[0];
            struct size_list workers = matrix_choose_workers(experiment, kernel, backend, own_n);
            if (workers.count == 0)
                note_no_cells(experiment, kernel, backend, notes);
            size_list_free(&workers);
        }
    }
}

/* ---- memory --------------------------------------------------------------------------------- */

static void cell_free(struct cell *cell)
{
    free(cell->key);
    free(cell->known_detail);
}

void plan_free(struct plan *plan)
{
    for (size_t i = 0; i < plan->count; i++)
        cell_free(&plan->cells[i]);
    cell_free(&plan->sentinel);
    free(plan->cells);
    text_list_free(&plan->notes);
    *plan = (struct plan){0};
}

/* ---- --only --------------------------------------------------------------------------------- */

static bool matches(const struct cell *cell, const struct text_list *only)
{
    for (size_t i = 0; i < only->count; i++)
        if (fnmatch(only->items[i], cell->key, 0) == 0)
            return true;
    return only->count == 0;
}

/* A cell at 1 worker that a matching one is compared with. */
static bool is_reference(const struct experiment *experiment, const struct plan *all,
                         const struct cell *cell, const bool *matching)
{
    if (cell->workers != 1)
        return false;
    for (size_t i = 0; i < all->count; i++) {
        const struct cell *other = &all->cells[i];
        if (matching[i] && other->kernel == cell->kernel && other->n == cell->n &&
            (other->backend == cell->backend || matrix_is_baseline(experiment, cell->backend)))
            return true;
    }
    return false;
}

static bool are_twins(const struct cell *first, const struct cell *again)
{
    return again->backend->again && first->backend + 1 == again->backend &&
           first->kernel == again->kernel && first->n == again->n &&
           first->workers == again->workers;
}

/* What is chosen brings its twin along. */
static void add_twins(const struct plan *all, bool *chosen)
{
    for (size_t i = 0; i < all->count; i++)
        for (size_t j = 0; all->cells[i].backend->again && j < i; j++)
            if (are_twins(&all->cells[j], &all->cells[i]))
                chosen[i] = chosen[j] = chosen[i] || chosen[j];
}

static void select_cells(const struct experiment *experiment, const struct text_list *only,
                         struct plan *all, struct plan *chosen)
{
    bool *matching = xcalloc(all->count, sizeof *matching);
    bool *stays = xcalloc(all->count, sizeof *stays);
    for (size_t i = 0; i < all->count; i++)
        matching[i] = matches(&all->cells[i], only);
    for (size_t i = 0; i < all->count; i++)
        stays[i] = matching[i] || is_reference(experiment, all, &all->cells[i], matching);
    add_twins(all, stays);
    chosen->notes = all->notes;
    chosen->cells = xcalloc(all->count, sizeof *chosen->cells);
    for (size_t i = 0; i < all->count; i++)
        if (stays[i])
            chosen->cells[chosen->count++] = all->cells[i];
        else
            cell_free(&all->cells[i]);
    free(stays);
    free(matching);
    free(all->cells);
}

static int refuse_no_cells(struct plan *all, struct error *error)
{
    char *reasons = text_list_join(&all->notes, "; ");
    error_set(error, "there is no cell: %s", reasons);
    free(reasons);
    plan_free(all);
    return -1;
}

static size_t longest(const struct instance *instances, size_t count, size_t own, bool workers)
{
    for (size_t i = 0; i < count; i++) {
        size_t length = workers ? instances[i].workers.count : instances[i].n.count;
        own = length > own ? length : own;
    }
    return own;
}

static int refuse_cells(const struct experiment *experiment, struct error *error)
{
    size_t kernels = experiment->kernel_count, backends = experiment->backend_count;
    size_t n = longest(experiment->kernels, kernels, experiment->n.count, false);
    size_t workers = longest(experiment->kernels, kernels, experiment->workers.count, true);
    n = longest(experiment->backends, backends, n, false);
    workers = longest(experiment->backends, backends, workers, true);
    return error_set(error,
                     "too many cells, up to %.15g: kernels (%zu) x backends (%zu) x n (%zu) x "
                     "workers (%zu); allowed: %d",
                     (double)kernels * (double)backends * (double)n * (double)workers, kernels,
                     backends, n, workers, experiment_most_cells);
}

/* The notebook's loop on one worker for about a millisecond. */
enum { sentinel_n = 1000000 };
static const uint64_t sentinel_timeout_ns = UINT64_C(30000000000);

static void add_sentinel(const struct experiment *experiment, struct plan *plan)
{
    plan->sentinel = (struct cell){
        .kernel = &experiment->sentinel_kernel,
        .backend = &experiment->sentinel_backend,
        .n = sentinel_n,
        .workers = 1,
        .timeout_ns = sentinel_timeout_ns,
        .key = text_format("%s/%s/%d/1", sentinel_name, sentinel_name, sentinel_n),
    };
}

int plan_make(const struct experiment *experiment, const struct text_list *only, struct plan *plan,
              struct error *error)
{
    struct plan all = {0};
    *plan = (struct plan){0};
    size_t count = 0;
    for (size_t k = 0; k < experiment->kernel_count; k++)
        count += expand(experiment, &experiment->kernels[k], NULL);
    if (count > experiment_most_cells)
        return refuse_cells(experiment, error);
    for (size_t k = 0; k < experiment->kernel_count; k++)
        expand(experiment, &experiment->kernels[k], &all);
    note_backends(experiment, &all.notes);
    if (all.count == 0)
        return refuse_no_cells(&all, error);
    note_baseline(experiment, &all.notes);
    char *example = xstrdup(all.cells[0].key);
    size_t total = all.count;
    select_cells(experiment, only, &all, plan);
    int result = 0;
    if (plan->count == 0) {
        char *patterns = text_list_join(only, " ");
        result =
            error_set(error, "--only %s matches none of the %zu cells; they are written like %s",
                      patterns, total, example);
        free(patterns);
        plan_free(plan);
    }
    if (result == 0 && experiment->has_sentinel)
        add_sentinel(experiment, plan);
    free(example);
    return result;
}
