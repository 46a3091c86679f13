/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What run.json says to somebody who wants to go on with the run. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "results/run_json.h"

static void decode_texts(const json_t *array, struct text_list *list)
{
    size_t index;
    json_t *text;
    json_array_foreach(array, index, text)
    {
        if (json_is_string(text))
            text_list_add(list, json_string_value(text));
    }
}

static char *copy_text(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return xstrdup(text ? text : "");
}

static struct included *decode_includes(const json_t *array, size_t *count)
{
    *count = json_array_size(array);
    struct included *includes = xcalloc(*count, sizeof *includes);
    for (size_t i = 0; i < *count; i++) {
        const json_t *file = json_array_get(array, i);
        includes[i].path = copy_text(file, "path");
        includes[i].text = copy_text(file, "text");
    }
    return includes;
}

struct run_recipe run_json_recipe(const json_t *json)
{
    const json_t *config = json_object_get(json, "config"), *said = json_object_get(json, "recipe");
    struct run_recipe recipe = {
        .run = member_text(json, "run"),
        .config_path = member_text_or_null(config, "path"),
        .config_text = member_text_or_null(config, "text"),
    };
    recipe.includes = decode_includes(json_object_get(config, "includes"), &recipe.include_count);
    decode_texts(json_object_get(said, "set"), &recipe.overrides.settings);
    decode_texts(json_object_get(said, "backend"), &recipe.overrides.backends);
    decode_texts(json_object_get(said, "only"), &recipe.only);
    decode_texts(json_object_get(said, "plugin_directories"), &recipe.plugin_directories);
    recipe.overrides.twins = json_is_true(json_object_get(said, "twins"));
    text_list_take(&recipe.overrides.settings,
                   text_format("measure.seed=%" PRId64, member_integer(json, "seed")));
    return recipe;
}

void run_recipe_free(struct run_recipe *recipe)
{
    text_list_free(&recipe->overrides.settings);
    text_list_free(&recipe->overrides.backends);
    text_list_free(&recipe->only);
    text_list_free(&recipe->plugin_directories);
    included_free(recipe->includes, recipe->include_count);
}

/* ---- comparing ------------------------------------------------------------------------------ */

static const json_t *member(const json_t *json, const char *object, const char *name)
{
    return json_object_get(object ? json_object_get(json, object) : json, name);
}

static void compare_member(const json_t *then, const json_t *now, const char *object,
                           const char *name, const char *what, struct text_list *reasons)
{
    const json_t *a = member(then, object, name), *b = member(now, object, name);
    if (json_equal(a, b) || (a == NULL && b == NULL))
        return;
    char *shown_a = a ? json_dumps(a, JSON_ENCODE_ANY) : xstrdup("nothing");
    char *shown_b = b ? json_dumps(b, JSON_ENCODE_ANY) : xstrdup("nothing");
    text_list_take(reasons, text_format("%s was %s and is %s", what, shown_a, shown_b));
    free(shown_a);
    free(shown_b);
}

static const json_t *find_effective(const json_t *rows, const char *section, const char *key)
{
    size_t index;
    json_t *row;
    json_array_foreach(rows, index, row)
    {
        if (strcmp(member_text(row, "section"), section) == 0 &&
            strcmp(member_text(row, "key"), key) == 0)
            return json_object_get(row, "value");
    }
    return NULL;
}

/* Values, wherever they come from. A budget may change: it makes no sample another one. */
static void compare_effective(const json_t *then, const json_t *now, struct text_list *reasons)
{
    const json_t *rows_then = json_object_get(then, "effective");
    const json_t *rows_now = json_object_get(now, "effective");
    size_t index;
    json_t *row;
    json_array_foreach(rows_now, index, row)
    {
        const char *section = member_text(row, "section");
        const char *key = member_text(row, "key");
        const json_t *before = find_effective(rows_then, section, key);
        if (strcmp(key, "budget") == 0 || json_equal(before, json_object_get(row, "value")))
            continue;
        const char *text = json_string_value(before);
        text_list_take(reasons, text_format("%s.%s was %s and is %s", section, key,
                                            text ? text : "not set", member_text(row, "value")));
    }
}

static const char *digest_of(const json_t *plugins, const char *path)
{
    size_t index;
    json_t *plugin;
    json_array_foreach(plugins, index, plugin)
    {
        if (strcmp(member_text(plugin, "path"), path) == 0)
            return member_text(plugin, "sha256");
    }
    return "";
}

static void compare_plugins(const json_t *then, const json_t *now, struct text_list *reasons)
{
    const json_t *plugins = json_object_get(then, "plugins");
    size_t index;
    json_t *plugin;
    json_array_foreach(json_object_get(now, "plugins"), index, plugin)
    {
        const char *path = member_text(plugin, "path");
        if (strcmp(digest_of(plugins, path), member_text(plugin, "sha256")) != 0)
            text_list_take(reasons, text_format("%s is another file than then (sha256)", path));
    }
}

void run_json_compare(const json_t *then, const json_t *now, struct text_list *reasons)
{
    compare_effective(then, now, reasons);
    compare_plugins(then, now, reasons);
    compare_member(then, now, "software", "sha256", "parbench itself (sha256)", reasons);
    compare_member(then, now, NULL, "host", "the host", reasons);
    compare_member(then, now, "system", "cpu", "the CPU model", reasons);
    compare_member(then, now, "machine", "usable_cpus", "the number of usable CPUs", reasons);
    compare_member(then, now, "machine", "allowed_cpus", "the set of allowed CPUs", reasons);
    if (reasons->count == 0 &&
        !json_equal(member(then, "plan", "cells"), member(now, "plan", "cells")))
        text_list_add(reasons, "the plan has other cells");
}
