/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "execute/visit_command.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "base/placeholders.h"

/* What Open MPI 4 and PRRTE (Open MPI 5) ask root to say. */
const char *const root_variables[] = {
    "OMPI_ALLOW_RUN_AS_ROOT=1",
    "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1",
    "PRTE_ALLOW_RUN_AS_ROOT=1",
    "PRTE_ALLOW_RUN_AS_ROOT_CONFIRM=1",
    NULL,
};

static void add_pair(struct text_list *list, const char *option, char *value)
{
    text_list_add(list, option);
    text_list_take(list, value);
}

static void add_settings(struct text_list *list, const char *option,
                         const struct setting_list *settings)
{
    for (size_t i = 0; i < settings->count; i++)
        add_pair(list, option,
                 text_format("%s=%s", settings->items[i].name, settings->items[i].text));
}

static char *format_cpus(const int32_t *cpus, uint32_t workers)
{
    struct text text = {0};
    for (uint32_t worker = 0; worker < workers; worker++)
        text_append(&text, "%s%d", worker ? "," : "", (int)cpus[worker]);
    return text.data;
}

/* Where relative paths may begin, wherever the run was started. */
static char *directory(const struct experiment *experiment)
{
    char *path = path_directory(experiment->path);
    char *variable = text_format("%s=%s", placeholders_directory, path);
    free(path);
    return variable;
}

static char *padding(uint32_t bytes)
{
    struct text text = {0};
    text_append(&text, "PARBENCH_PADDING=%*s", (int)bytes, "");
    return text.data;
}

static void add_cpus(struct text_list *arguments, const struct topology *topology,
                     const struct cell *cell)
{
    if (cell->backend->launcher.count > 0 || cell->backend->pin == PIN_NONE)
        return;
    int32_t *cpus = xcalloc(cell->workers, sizeof *cpus);
    topology_place(topology, cell->backend->pin, cell->workers, cpus);
    add_pair(arguments, "--cpus", format_cpus(cpus, cell->workers));
    free(cpus);
}

void visit_command_make(const struct experiment *experiment, const struct topology *topology,
                        const struct cell *cell, struct layout layout, const char *record,
                        struct visit_command *command)
{
    struct text_list *arguments = &command->arguments;
    *command = (struct visit_command){0};
    text_list_add(arguments, "cell");
    add_pair(arguments, "--kernel", xstrdup(cell->kernel->info->path));
    add_pair(arguments, "--backend", xstrdup(cell->backend->info->path));
    add_pair(arguments, "-n", text_format("%" PRIu64, cell->n));
    add_pair(arguments, "-w", text_format("%" PRIu32, cell->workers));
    add_settings(arguments, "--kopt", &cell->kernel->options);
    add_settings(arguments, "--bopt", &cell->backend->options);
    add_pair(arguments, "--samples", text_format("%" PRIu32, experiment->samples));
    add_pair(arguments, "--timeout", text_format("%" PRIu64 "ns", cell->timeout_ns));
    bool sentinel = cell->kernel == &experiment->sentinel_kernel; /* of which only samples count */
    if (experiment->idle_gap_ns > 0 && !sentinel)
        add_pair(arguments, "--idle-gap", text_format("%" PRIu64 "ns", experiment->idle_gap_ns));
    add_cpus(arguments, topology, cell);
    if (layout.stack > 0)
        add_pair(arguments, "--stack-offset", text_format("%" PRIu32, layout.stack));
    if (record != NULL)
        add_pair(arguments, "--record", xstrdup(record));

    for (size_t i = 0; i < cell->backend->launcher.count; i++)
        text_list_take(&command->launcher,
                       plan_fill_in(experiment, cell, cell->backend->launcher.items[i]));
    for (size_t i = 0; i < cell->backend->environment.count; i++)
        text_list_add(&command->environment, cell->backend->environment.items[i]);
    text_list_take(&command->environment, padding(layout.environment));
    text_list_take(&command->environment, directory(experiment));
    for (const char *const *variable = root_variables; *variable != NULL; variable++)
        if (cell->backend->allow_root && geteuid() == 0)
            text_list_add(&command->environment, *variable);
}

void visit_command_free(struct visit_command *command)
{
    text_list_free(&command->arguments);
    text_list_free(&command->launcher);
    text_list_free(&command->environment);
}
