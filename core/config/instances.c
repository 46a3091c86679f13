/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One [kernel x] or [backend x] section: its plugin, its host keys, and its options, of which a
 * list makes several instances. */
#include "config/loader.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "plugin/locate.h"

/* ---- the plugin ----------------------------------------------------------------------------- */

static const struct plugin_info *describe(struct loader *loader, const char *path)
{
    struct experiment *experiment = loader->experiment;
    for (size_t i = 0; i < experiment->plugin_count; i++)
        if (strcmp(experiment->plugins[i]->path, path) == 0)
            return experiment->plugins[i];
    struct plugin_info *info = xcalloc(1, sizeof *info);
    plugin_describe(loader->program, path, info);
    experiment->plugins =
        xrealloc(experiment->plugins, (experiment->plugin_count + 1) * sizeof *experiment->plugins);
    experiment->plugins[experiment->plugin_count++] = info;
    return info;
}

/* A plugin that was found by its name has to call itself so. */
static void check_name(struct loader *loader, const char *word, const char *section,
                       const struct plugin_info *info)
{
    char *stem = path_stem(info->path);
    if (info->problem == NULL && strcmp(stem, info->name) != 0)
        text_list_take(&loader->experiment->notes,
                       text_format("%s: %s calls itself \"%s\"%s", section, info->path, info->name,
                                   strchr(word, '/') ? "" : ", not as its file is called"));
    free(stem);
}

static const struct plugin_info *find_plugin(struct loader *loader, const struct value *value,
                                             enum section_type type)
{
    struct error error;
    char *path, *base = path_directory(loader->document.path);
    int found = plugin_locate(loader->directories, base, value->text, &path, &error);
    free(base);
    if (found != 0) {
        loader_refuse(loader, value, "%s", error.text);
        return NULL;
    }
    const struct plugin_info *info = describe(loader, path);
    uint32_t wanted = type == SECTION_KERNEL ? PARBENCH_KIND_KERNEL : PARBENCH_KIND_BACKEND;
    free(path);
    if (info->problem == NULL && info->kind != wanted) {
        loader_refuse(loader, value, "%s is a %s, not a %s", info->path,
                      plugin_kind_name(info->kind), plugin_kind_name(wanted));
        return NULL;
    }
    check_name(loader, value->text, value->section, info);
    return info;
}

/* ---- options -------------------------------------------------------------------------------- */

/* The values of one option: several where the section sweeps it. */
struct sweep {
    const char *key;
    struct text_list values;
};

struct sweeps {
    struct sweep *items;
    size_t count;
};

static void refuse_key(struct loader *loader, const struct value *value, enum section_type type,
                       const parbench_option *options)
{
    size_t host_count;
    const char *const *host = keys_of(type, &host_count);
    struct text_list known = {0};
    for (size_t i = 0; i < host_count; i++)
        text_list_add(&known, host[i]);
    for (const parbench_option *option = options; option && option->name; option++)
        text_list_add(&known, option->name);
    char *suggestion = problems_suggest(value->key, (const char *const *)known.items, known.count);
    char *allowed = text_list_join(&known, ", ");
    loader_refuse(loader, value, "unknown key; known: %s%s%s", allowed,
                  type == SECTION_BACKEND ? ", env.NAME" : "", suggestion);
    free(allowed);
    free(suggestion);
    text_list_free(&known);
}

static bool good_value(struct loader *loader, const struct value *value,
                       const parbench_option *option, const char *text)
{
    struct error error;
    parbench_value parsed;
    if (*text == '\0')
        error_set(&error, "the list is empty or has an empty member");
    else if (options_parse_value(option, text, &parsed, &error) == 0)
        return true;
    loader_refuse(loader, value, "%s", error.text);
    return false;
}

static void add_sweep(struct loader *loader, struct sweeps *sweeps, const struct value *value,
                      const parbench_option *option)
{
    struct sweep sweep = {.key = value->key};
    struct text_list members = {0};
    if (option == NULL || option->type == PARBENCH_TEXT)
        text_list_add(&members, value->text);
    else
        text_split_commas(value->text, &members);
    for (size_t i = 0; i < members.count; i++)
        if ((option == NULL || good_value(loader, value, option, members.items[i])) &&
            !text_list_contains(&sweep.values, members.items[i]))
            text_list_add(&sweep.values, members.items[i]);
    text_list_free(&members);
    sweeps->items = xrealloc(sweeps->items, (sweeps->count + 1) * sizeof *sweeps->items);
    sweeps->items[sweeps->count++] = sweep;
}

/* The options that the section sets, in the order of the file. `info` is NULL or has a problem
 * where nothing is known of the plugin: then any key may be an option. */
static void read_options(struct loader *loader, size_t section, enum section_type type,
                         const struct plugin_info *info, struct sweeps *sweeps)
{
    bool known_table = info != NULL && info->problem == NULL;
    for (size_t i = 0; i < loader->document.entry_count; i++) {
        const char *key = loader->document.entries[i].key;
        if (loader->document.entries[i].section != section || keys_known(type, key))
            continue;
        const parbench_option *option = known_table ? options_find(info->options, key) : NULL;
        struct value value = loader_value(loader, section, key, NULL);
        if (known_table && option == NULL)
            refuse_key(loader, &value, type, info->options);
        else if (value.text != NULL)
            add_sweep(loader, sweeps, &value, option);
    }
}

static void note_defaults(struct loader *loader, size_t section, const struct plugin_info *info)
{
    const char *title = loader->document.sections[section].title;
    if (info == NULL || info->problem != NULL)
        return;
    for (const parbench_option *option = info->options; option->name != NULL; option++)
        if (ini_find(&loader->document, section, option->name) == NULL)
            loader_effective(loader, title, option->name, option->default_value, "default");
}

static void free_sweeps(struct sweeps *sweeps)
{
    for (size_t i = 0; i < sweeps->count; i++)
        text_list_free(&sweeps->items[i].values);
    free(sweeps->items);
}

/* ---- host keys ------------------------------------------------------------------------------ */

static void read_launcher(struct loader *loader, size_t section, const struct plugin_info *info,
                          struct text_list *launcher)
{
    bool ranks = info != NULL && info->problem == NULL && info->ranks;
    struct value value =
        loader_value(loader, section, "launcher", ranks ? "mpirun -n {workers}" : NULL);
    struct error error;
    if (value.text != NULL && text_split_words(value.text, launcher, &error) != 0)
        loader_refuse(loader, &value, "%s", error.text);
}

static void read_environment(struct loader *loader, size_t section, struct text_list *environment)
{
    for (size_t i = 0; i < loader->document.entry_count; i++) {
        const struct ini_entry *entry = &loader->document.entries[i];
        if (entry->section != section || !text_starts_with(entry->key, "env."))
            continue;
        struct value value = loader_value(loader, section, entry->key, NULL);
        if (strcmp(entry->key, "env.TMPDIR") == 0)
            loader_refuse(loader, &value,
                          "each visit gets a new TMPDIR, below the one of parbench itself: set it "
                          "where parbench is started");
        text_list_take(environment, text_format("%s=%s", entry->key + strlen("env."),
                                                value.text ? value.text : ""));
    }
}

static void read_host_keys(struct loader *loader, size_t section, enum section_type type,
                           enum pin default_pin, struct instance *instance)
{
    struct value n = loader_value(loader, section, "n", NULL);
    struct value workers = loader_value(loader, section, "workers", NULL);
    struct value timeout = loader_value(loader, section, "timeout", NULL);
    loader_sizes(loader, &n, false, &instance->n);
    loader_sizes(loader, &workers, true, &instance->workers);
    loader_duration(loader, &timeout, 1000000, &instance->timeout_ns);
    instance->pin = default_pin;
    if (type != SECTION_BACKEND)
        return;
    struct value pin = loader_value(loader, section, "pin", pin_name(default_pin));
    struct value allow_root = loader_value(loader, section, "allow_root", "no");
    loader_pin(loader, &pin, &instance->pin);
    loader_bool(loader, &allow_root, &instance->allow_root);
    read_launcher(loader, section, instance->info, &instance->launcher);
    read_environment(loader, section, &instance->environment);
}

/* ---- instances ------------------------------------------------------------------------------ */

static struct size_list copy_sizes(const struct size_list *list)
{
    struct size_list copy = {0};
    for (size_t i = 0; i < list->count; i++)
        size_list_add(&copy, list->items[i]);
    return copy;
}

static struct text_list copy_texts(const struct text_list *list)
{
    struct text_list copy = {0};
    for (size_t i = 0; i < list->count; i++)
        text_list_add(&copy, list->items[i]);
    return copy;
}

static void append(struct experiment *experiment, enum section_type type, struct instance instance)
{
    struct instance **list = type == SECTION_KERNEL ? &experiment->kernels : &experiment->backends;
    size_t *count = type == SECTION_KERNEL ? &experiment->kernel_count : &experiment->backend_count;
    *list = xrealloc(*list, (*count + 1) * sizeof **list);
    (*list)[(*count)++] = instance;
}

static char *complete(const struct instance *instance)
{
    if (instance->info != NULL && instance->info->problem == NULL)
        return options_complete(instance->info->options, &instance->options);
    struct text_list pairs = {0};
    for (size_t i = 0; i < instance->options.count; i++)
        text_list_take(&pairs, text_format("%s=%s", instance->options.items[i].name,
                                           instance->options.items[i].text));
    char *joined = text_list_join(&pairs, " ");
    text_list_free(&pairs);
    return joined;
}

/* The instance with the number-th combination of the swept values, the last option fastest. */
static void add_combination(struct loader *loader, enum section_type type,
                            const struct instance *common, const struct sweeps *sweeps,
                            size_t number)
{
    struct instance instance = *common;
    struct text name = {0};
    instance.n = copy_sizes(&common->n);
    instance.workers = copy_sizes(&common->workers);
    instance.launcher = copy_texts(&common->launcher);
    instance.environment = copy_texts(&common->environment);
    instance.plugin = xstrdup(common->plugin);
    instance.options = (struct setting_list){0};
    text_append(&name, "%s", common->name);
    size_t weight = 1;
    for (size_t i = 0; i < sweeps->count; i++)
        weight *= sweeps->items[i].values.count;
    for (size_t i = 0; i < sweeps->count; i++) {
        const struct sweep *sweep = &sweeps->items[i];
        weight /= sweep->values.count;
        const char *text = sweep->values.items[number / weight % sweep->values.count];
        setting_list_set(&instance.options, sweep->key, text);
        if (sweep->values.count > 1)
            text_append(&name, ".%s", text);
    }
    instance.name = name.data;
    instance.completed = complete(&instance);
    append(loader->experiment, type, instance);
}

static void instance_free_parts(struct instance *instance)
{
    free(instance->name);
    free(instance->plugin);
    free(instance->completed);
    setting_list_free(&instance->options);
    size_list_free(&instance->n);
    size_list_free(&instance->workers);
    text_list_free(&instance->launcher);
    text_list_free(&instance->environment);
}

/* "./mine.so" is called "mine"; anything else as it is. */
static char *base_name(struct loader *loader, size_t section)
{
    const struct ini_section *place = &loader->document.sections[section];
    char *name = strchr(place->word, '/') ? path_stem(place->word) : xstrdup(place->word);
    if (!text_is_name(name))
        problems_add(loader->problems, place->origin, place->title, NULL,
                     "\"%s\" is no name; allowed: a letter, then letters, digits, '.', '_', '-'",
                     name);
    return name;
}

void loader_instances(struct loader *loader, size_t section, enum section_type type,
                      enum pin default_pin)
{
    const struct ini_section *place = &loader->document.sections[section];
    struct value plugin = loader_value(loader, section, "plugin", place->word);
    if (ini_find(&loader->document, section, "plugin") == NULL)
        plugin.origin = place->origin;
    struct sweeps sweeps = {0};
    struct instance common = {.name = base_name(loader, section), .plugin = xstrdup(plugin.text)};
    common.info = find_plugin(loader, &plugin, type);
    read_host_keys(loader, section, type, default_pin, &common);
    read_options(loader, section, type, common.info, &sweeps);
    note_defaults(loader, section, common.info);

    size_t combinations = 1;
    for (size_t i = 0; i < sweeps.count; i++)
        combinations *= sweeps.items[i].values.count;
    for (size_t number = 0; number < combinations; number++)
        add_combination(loader, type, &common, &sweeps, number);
    free_sweeps(&sweeps);
    instance_free_parts(&common);
}

/* ---- the experiment's end ------------------------------------------------------------------- */

void experiment_free(struct experiment *experiment)
{
    for (size_t i = 0; i < experiment->kernel_count; i++)
        instance_free_parts(&experiment->kernels[i]);
    for (size_t i = 0; i < experiment->backend_count; i++)
        instance_free_parts(&experiment->backends[i]);
    for (size_t i = 0; i < experiment->plugin_count; i++) {
        plugin_info_free(experiment->plugins[i]);
        free(experiment->plugins[i]);
    }
    for (size_t i = 0; i < experiment->effective_count; i++) {
        free(experiment->effective[i].section);
        free(experiment->effective[i].key);
        free(experiment->effective[i].value);
        free(experiment->effective[i].origin);
    }
    free(experiment->kernels);
    free(experiment->backends);
    free(experiment->plugins);
    free(experiment->effective);
    size_list_free(&experiment->n);
    size_list_free(&experiment->workers);
    text_list_free(&experiment->notes);
    free(experiment->name);
    free(experiment->path);
    free(experiment->text);
    free(experiment->baseline);
    *experiment = (struct experiment){0};
}
