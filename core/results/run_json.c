/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/run_json.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/json.h"
#include "base/path.h"
#include "results/machine.h"

/* ---- writing -------------------------------------------------------------------------------- */

static json_t *encode_texts(const struct text_list *list)
{
    json_t *array = json_array();
    for (size_t i = 0; i < list->count; i++)
        json_array_append_new(array, json_string(list->items[i]));
    return array;
}

static json_t *encode_kernel(const struct instance *kernel)
{
    bool known = kernel->info->problem == NULL;
    return json_pack("{s:s, s:s, s:s, s:s*, s:f, s:f}", "plugin", kernel->plugin, "path",
                     kernel->info->path, "options", kernel->completed, "item",
                     known ? kernel->info->item : NULL, "flops_per_item",
                     kernel->info->flops_per_item, "bytes_per_item", kernel->info->bytes_per_item);
}

static json_t *encode_backend(const struct instance *backend)
{
    return json_pack("{s:s, s:s, s:s, s:o, s:o, s:s, s:b}", "plugin", backend->plugin, "path",
                     backend->info->path, "options", backend->completed, "launcher",
                     encode_texts(&backend->launcher), "environment",
                     encode_texts(&backend->environment), "pin", pin_name(backend->pin),
                     "allow_root", backend->allow_root);
}

static json_t *encode_instances(const struct instance *instances, size_t count,
                                json_t *(*encode)(const struct instance *))
{
    json_t *object = json_object();
    for (size_t i = 0; i < count; i++)
        json_object_set_new(object, instances[i].name, encode(&instances[i]));
    return object;
}

static json_t *encode_effective(const struct experiment *experiment)
{
    json_t *array = json_array();
    for (size_t i = 0; i < experiment->effective_count; i++) {
        const struct effective *row = &experiment->effective[i];
        json_array_append_new(array,
                              json_pack("{s:s, s:s, s:s, s:s}", "section", row->section, "key",
                                        row->key, "value", row->value, "origin", row->origin));
    }
    return array;
}

static json_t *encode_plan(const struct experiment *experiment, const struct plan *plan)
{
    json_t *cells = json_array();
    for (size_t i = 0; i < plan->count; i++) {
        const struct cell *cell = &plan->cells[i];
        json_array_append_new(
            cells, json_pack("{s:s, s:s, s:I, s:i, s:I}", "kernel", cell->kernel->name, "backend",
                             cell->backend->name, "n", (json_int_t)cell->n, "workers",
                             (int)cell->workers, "timeout_ns", (json_int_t)cell->timeout_ns));
    }
    return json_pack("{s:s?, s:i, s:i, s:i, s:o}", "baseline", experiment->baseline, "rounds_least",
                     (int)experiment->rounds_least, "rounds_most", (int)experiment->rounds_most,
                     "samples", (int)experiment->samples, "cells", cells);
}

static json_t *encode_plugins(const struct experiment *experiment)
{
    json_t *array = json_array();
    for (size_t i = 0; i < experiment->plugin_count; i++)
        json_array_append(array, experiment->plugins[i]->record);
    return array;
}

static json_t *encode_command_line(char *const *argv)
{
    json_t *array = json_array();
    for (; *argv != NULL; argv++)
        json_array_append_new(array, json_string(*argv));
    return array;
}

static json_t *now_utc(void)
{
    char stamp[32];
    time_t now = time(NULL);
    struct tm utc;
    gmtime_r(&now, &utc);
    strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return json_string(stamp);
}

static json_t *encode_config(const struct experiment *experiment)
{
    json_t *text = json_string(experiment->text), *includes = json_array();
    for (size_t i = 0; i < experiment->include_count; i++)
        json_array_append_new(includes,
                              json_pack("{s:s, s:s}", "path", experiment->includes[i].path, "text",
                                        experiment->includes[i].text));
    return json_pack("{s:s, s:o, s:o}", "path", experiment->path, "text", text ? text : json_null(),
                     "includes", includes);
}

static json_t *encode_recipe(const struct run_parts *parts)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:b}", "set", encode_texts(&parts->overrides->settings),
                     "backend", encode_texts(&parts->overrides->backends), "only",
                     encode_texts(parts->only), "plugin_directories",
                     encode_texts(parts->plugin_directories), "twins", parts->overrides->twins);
}

json_t *run_json_make(const char *directory, const struct run_parts *parts)
{
    const struct experiment *experiment = parts->experiment;
    char host[256] = "";
    gethostname(host, sizeof host - 1);
    return json_pack(
        "{s:i, s:s, s:s, s:s, s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, "
        "s:o, s:o}",
        "schema", 1, "experiment", experiment->name, "run", strrchr(directory, '/') + 1, "host",
        host, "created_utc", now_utc(), "seed", (json_int_t)experiment->seed, "command_line",
        encode_command_line(parts->command_line), "recipe", encode_recipe(parts), "machine",
        topology_describe(parts->topology), "system", machine_system(), "noise", machine_noise(),
        "software", machine_software(parts->program), "environment", machine_environment(),
        "plugins", encode_plugins(experiment), "kernels",
        encode_instances(experiment->kernels, experiment->kernel_count, encode_kernel), "backends",
        encode_instances(experiment->backends, experiment->backend_count, encode_backend),
        "effective", encode_effective(experiment), "config", encode_config(experiment), "plan",
        encode_plan(experiment, parts->plan));
}

int run_json_write(const char *directory, const json_t *json, struct error *error)
{
    char *text = json ? json_dumps(json, JSON_INDENT(2)) : NULL;
    if (text == NULL)
        return error_set(error, "%s/run.json: something in it is not UTF-8", directory);
    char *path = path_join(directory, "run.json");
    int result = path_write_file(path, text, strlen(text), error);
    free(path);
    free(text);
    return result;
}

/* ---- reading -------------------------------------------------------------------------------- */

static struct planned_cell decode_cell(const json_t *run, const json_t *cell)
{
    const char *kernel = member_text(cell, "kernel"), *backend = member_text(cell, "backend");
    const json_t *kernel_instance = json_object_get(json_object_get(run, "kernels"), kernel);
    const json_t *backend_instance = json_object_get(json_object_get(run, "backends"), backend);
    return (struct planned_cell){
        .kernel = kernel,
        .backend = backend,
        .n = (uint64_t)member_integer(cell, "n"),
        .workers = (uint64_t)member_integer(cell, "workers"),
        .kernel_plugin = member_text(kernel_instance, "plugin"),
        .kernel_options = member_text(kernel_instance, "options"),
        .flops_per_item = json_number_value(json_object_get(kernel_instance, "flops_per_item")),
        .bytes_per_item = json_number_value(json_object_get(kernel_instance, "bytes_per_item")),
        .backend_plugin = member_text(backend_instance, "plugin"),
        .backend_options = member_text(backend_instance, "options"),
    };
}

int run_json_load(const char *directory, json_t **json, struct error *error)
{
    json_error_t problem;
    char *path = path_join(directory, "run.json");
    if (!path_is_file(path)) {
        free(path);
        return error_set(error, "%s: is not the directory of a run: there is no run.json",
                         directory);
    }
    *json = json_load_file(path, 0, &problem);
    bool has_plan = json_is_array(json_object_get(json_object_get(*json, "plan"), "cells"));
    if (!has_plan) {
        error_set(error, "%s: %s", path, *json ? "has no plan" : problem.text);
        json_decref(*json);
    }
    free(path);
    return has_plan ? 0 : -1;
}

int run_json_read(const char *directory, struct run_info *run, struct error *error)
{
    json_t *json;
    *run = (struct run_info){0};
    if (run_json_load(directory, &json, error) != 0)
        return -1;
    run->json = json;
    const json_t *plan = json_object_get(json, "plan"), *cells = json_object_get(plan, "cells");
    run->experiment = member_text(json, "experiment");
    run->run = member_text(json, "run");
    run->host = member_text(json, "host");
    run->baseline = member_text_or_null(plan, "baseline");
    run->rounds_least = (uint64_t)member_integer(plan, "rounds_least");
    run->twins = json_is_true(json_object_get(json_object_get(json, "recipe"), "twins"));
    run->count = json_array_size(cells);
    run->cells = xcalloc(run->count, sizeof *run->cells);
    for (size_t i = 0; i < run->count; i++)
        run->cells[i] = decode_cell(json, json_array_get(cells, i));
    return 0;
}

void run_info_free(struct run_info *run)
{
    free(run->cells);
    json_decref(run->json);
    *run = (struct run_info){0};
}
