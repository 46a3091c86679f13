/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plugin/info.h"

#include <limits.h>
#include <sha2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>

#include "base/json.h"
#include "base/process.h"
#include "plugin/options.h"

enum { describe_timeout_s = 20 };

/* ---- in the child --------------------------------------------------------------------------- */

static json_t *encode_option(const parbench_option *option)
{
    return json_pack("{s:s, s:s, s:s, s:s*, s:s*, s:s*, s:s*}", "name", option->name, "type",
                     options_type_name(option->type), "default", option->default_value, "min",
                     option->min, "max", option->max, "choices", option->choices, "help",
                     option->help);
}

static json_t *encode_options(const parbench_option *table)
{
    json_t *rows = json_array();
    for (; table->name != NULL; table++)
        json_array_append_new(rows, encode_option(table));
    return rows;
}

static void encode_kernel(const parbench_kernel *kernel, json_t *object)
{
    json_object_set_new(object, "item", json_string(kernel->item ? kernel->item : "item"));
    json_object_set_new(object, "flops_per_item", json_real(kernel->flops_per_item));
    json_object_set_new(object, "bytes_per_item", json_real(kernel->bytes_per_item));
}

static void encode_backend(const parbench_backend *backend, json_t *object)
{
    uint32_t least = backend->min_workers ? backend->min_workers : 1;
    json_object_set_new(object, "flags", json_integer(backend->flags));
    json_object_set_new(object, "min_workers", json_integer(least));
    json_object_set_new(object, "max_workers", json_integer(backend->max_workers));
    json_object_set_new(object, "ranks", json_boolean(backend->rank != NULL));
}

json_t *plugin_info_encode(const struct plugin *plugin, const char *unavailable)
{
    json_t *object = json_pack(
        "{s:s, s:s, s:i, s:s, s:s, s:s, s:s, s:o, s:s*}", "kind", plugin_kind_name(plugin->kind),
        "name", plugin->name, "abi_minor", (int)plugin->abi_minor, "version", plugin->version,
        "summary", plugin->summary, "license", plugin->license, "build", plugin->build, "options",
        encode_options(plugin->options), "unavailable", unavailable);
    if (plugin->kind == PARBENCH_KIND_KERNEL)
        encode_kernel(&plugin->kernel, object);
    else
        encode_backend(&plugin->backend, object);
    return object;
}

json_t *plugin_info_encode_problem(const char *result, const char *problem)
{
    return json_pack("{s:s, s:s}", "problem", problem, "problem_class", result);
}

/* ---- in the runner -------------------------------------------------------------------------- */

static uint32_t type_by_name(const char *name)
{
    uint32_t type = PARBENCH_BOOL;
    while (type < PARBENCH_TEXT && strcmp(options_type_name(type), name ? name : "") != 0)
        type++;
    return type;
}

static parbench_option *decode_options(const json_t *rows)
{
    parbench_option *table = xcalloc(json_array_size(rows) + 1, sizeof *table);
    size_t index;
    json_t *row;
    json_array_foreach(rows, index, row)
    {
        table[index] = (parbench_option){
            .name = member_text_or_null(row, "name"),
            .type = type_by_name(member_text_or_null(row, "type")),
            .default_value = member_text_or_null(row, "default"),
            .min = member_text_or_null(row, "min"),
            .max = member_text_or_null(row, "max"),
            .choices = member_text_or_null(row, "choices"),
            .help = member_text_or_null(row, "help"),
        };
    }
    return table;
}

static struct plugin_info decode(json_t *record)
{
    const char *kind = member_text(record, "kind");
    bool is_kernel = strcmp(kind, plugin_kind_name(PARBENCH_KIND_KERNEL)) == 0;
    return (struct plugin_info){
        .record = record,
        .path = member_text_or_null(record, "path"),
        .problem = member_text_or_null(record, "problem"),
        .problem_class = member_text_or_null(record, "problem_class"),
        .unavailable = member_text_or_null(record, "unavailable"),
        .kind = is_kernel ? PARBENCH_KIND_KERNEL : PARBENCH_KIND_BACKEND,
        .abi_minor = (uint32_t)member_integer(record, "abi_minor"),
        .name = member_text_or_null(record, "name"),
        .build = member_text_or_null(record, "build"),
        .version = member_text_or_null(record, "version"),
        .summary = member_text_or_null(record, "summary"),
        .license = member_text_or_null(record, "license"),
        .options = decode_options(json_object_get(record, "options")),
        .item = member_text_or_null(record, "item"),
        .flops_per_item = json_number_value(json_object_get(record, "flops_per_item")),
        .bytes_per_item = json_number_value(json_object_get(record, "bytes_per_item")),
        .flags = (uint32_t)member_integer(record, "flags"),
        .min_workers = (uint32_t)member_integer(record, "min_workers"),
        .max_workers = (uint32_t)member_integer(record, "max_workers"),
        .ranks = json_is_true(json_object_get(record, "ranks")),
    };
}

/* Why there is no answer. A first byte says that the file is loaded: the rest is the probe's. */
static json_t *explain_silence(const char *path, enum capture capture, bool loaded, int wait_status,
                               const struct error *detail)
{
    const char *culprit = loaded ? "its probe" : "loading it";
    char *end = process_describe_end(wait_status);
    struct error error;
    if (capture == CAPTURE_NOT_STARTED)
        error_set(&error, "%s: cannot be looked at: %s", path, detail->text);
    else if (capture == CAPTURE_TIMED_OUT)
        error_set(&error, "%s: %s did not end within %d s", path, culprit, describe_timeout_s);
    else
        error_set(&error, "%s: %s ended the process with %s", path, culprit, end);
    free(end);
    return plugin_info_encode_problem("does not survive loading", error.text);
}

/* JSON has no other texts. */
static json_t *refuse_path(const char *printable)
{
    struct error error;
    error_set(&error, "%s: the path is not UTF-8", printable);
    return plugin_info_encode_problem(load_result_name(LOAD_INVALID), error.text);
}

static json_t *ask_child(const char *program, const char *path)
{
    char *const argv[] = {(char *)program, (char *)".describe", (char *)path, NULL};
    struct text output = {0};
    struct error error;
    int wait_status = 0;
    enum capture capture =
        process_capture(argv, describe_timeout_s * 1000, &output, &wait_status, &error);
    json_t *record =
        capture == CAPTURE_ENDED && output.data ? json_loads(output.data, 0, NULL) : NULL;
    if (record == NULL)
        record = explain_silence(path, capture, output.length > 0, wait_status, &error);
    text_free(&output);
    return record;
}

void plugin_describe(const char *program, const char *path, struct plugin_info *info)
{
    char digest[SHA256_DIGEST_STRING_LENGTH] = "", printable[PATH_MAX];
    bool encodable = text_is_utf8(path);
    text_one_line(printable, sizeof printable, path);
    json_t *record = encodable ? ask_child(program, path) : refuse_path(printable);
    json_object_set_new(record, "path", json_string(encodable ? path : printable));
    json_object_set_new(record, "sha256", json_string(SHA256File(path, digest) ? digest : ""));
    *info = decode(record);
}

void plugin_info_free(struct plugin_info *info)
{
    free(info->options);
    json_decref(info->record);
    *info = (struct plugin_info){0};
}
