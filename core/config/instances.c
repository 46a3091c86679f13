/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One [kernel x] or [backend x] section: its plugin, its host keys, and the instances that its
 * options make. */
#include "config/loader.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/placeholders.h"
#include "config/sweeps.h"
#include "plugin/locate.h"

const char twin_suffix[] = ".again";
const char sentinel_name[] = "sentinel";

/* ---- the plugin ----------------------------------------------------------------------------- */

const struct plugin_info *loader_describe(struct loader *loader, const char *path)
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
    bool in_file = value->origin.line > 0; /* which may be one that is included */
    char *path, *base = path_directory(in_file ? value->origin.file : loader->document.path);
    int found = plugin_locate(loader->directories, base, value->text, &path, &error);
    free(base);
    if (found != 0) {
        loader_refuse(loader, value, "%s", error.text);
        return NULL;
    }
    const struct plugin_info *info = loader_describe(loader, path);
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

/* ---- host keys ------------------------------------------------------------------------------ */

static void check_placeholders(struct loader *loader, const struct value *value, const char *word)
{
    size_t from = 0;
    for (char *name; (name = placeholders_next_unknown(word, &from)) != NULL; free(name)) {
        char *suggestion = problems_suggest(name, placeholder_names, placeholder_count);
        loader_refuse(loader, value, "\"%s\" is no placeholder; allowed: %s%s", name,
                      placeholders_allowed, suggestion);
        free(suggestion);
    }
}

static void read_launcher(struct loader *loader, size_t section, const struct plugin_info *info,
                          struct text_list *launcher)
{
    bool ranks = info != NULL && info->problem == NULL && info->ranks;
    struct value value =
        loader_value(loader, section, "launcher", ranks ? "mpirun -n {workers}" : NULL);
    struct error error;
    if (value.text != NULL && text_split_words(value.text, launcher, &error) != 0)
        loader_refuse(loader, &value, "%s", error.text);
    for (size_t i = 0; i < launcher->count; i++)
        check_placeholders(loader, &value, launcher->items[i]);
}

/* As a shell would take it, and with dots. */
static bool is_variable(const char *name)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_.";
    static const char digits[] = "0123456789";
    size_t length = 0;
    if (strspn(name, digits) > 0)
        return false;
    while (name[length] != '\0' &&
           (strchr(letters, name[length]) != NULL || strchr(digits, name[length]) != NULL))
        length++;
    return length > 0 && name[length] == '\0';
}

/* Of a variable that parbench sets itself; NULL: it does not. */
static const char *why_taken(const char *name)
{
    static const struct {
        const char *name;
        const char *reason;
    } taken[] = {
        {"TMPDIR", "each visit gets a new TMPDIR, below the one of parbench itself: set it where "
                   "parbench is started"},
        {placeholders_directory, "in each visit it is the directory of the INI file"},
        {"PARBENCH_TMPDIR", "in visits with a launcher it is their TMPDIR"},
    };
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (strcmp(taken[i].name, name) == 0)
            return taken[i].reason;
    return NULL;
}

static void read_environment(struct loader *loader, size_t section, struct text_list *environment)
{
    for (size_t i = 0; i < loader->document.entry_count; i++) {
        const struct ini_entry *entry = &loader->document.entries[i];
        if (entry->section != section || !text_starts_with(entry->key, "env."))
            continue;
        struct value value = loader_value(loader, section, entry->key, NULL);
        if (entry->key[strlen("env.")] != '\0' && !is_variable(entry->key + strlen("env.")))
            loader_refuse(loader, &value,
                          "\"%s\" is no name of a variable; allowed: letters, digits, '_' and "
                          "'.', not a digit first",
                          entry->key + strlen("env."));
        const char *taken = why_taken(entry->key + strlen("env."));
        if (taken != NULL)
            loader_refuse(loader, &value, "%s", taken);
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
    struct size_list copy = {xcalloc(list->count, sizeof *copy.items), list->count};
    if (list->count > 0)
        memcpy(copy.items, list->items, list->count * sizeof *copy.items);
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
                            size_t number, const char *suffix)
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
    text_append(&name, "%s", suffix);
    instance.name = name.data;
    instance.again = *suffix != '\0';
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
    if (strcmp(name, sentinel_name) == 0)
        problems_add(
            loader->problems, place->origin, place->title, NULL,
            "\"%s\" is what the cell is called that opens each round; give it another name", name);
    return name;
}

/* Each combination has a cell at each n at least; 0 where they are too many. */
static size_t count_combinations(struct loader *loader, size_t section,
                                 const struct instance *common, const struct sweeps *sweeps)
{
    struct ini_section *place = &loader->document.sections[section];
    size_t sizes = common->n.count;
    double combinations = sweeps_product(sweeps);
    double cells = combinations * (sizes ? (double)sizes : 1);
    if (cells <= experiment_most_cells)
        return (size_t)combinations;
    char *lists = sweeps_describe(sweeps);
    char *n = sizes > 1 ? text_format("n (%zu)%s", sizes, *lists ? " x " : "") : xstrdup("");
    problems_add(loader->problems, place->origin, place->title, NULL,
                 "%.15g combinations: %s%s; allowed: %d", cells, n, lists, experiment_most_cells);
    place->ignored = true;
    free(n);
    free(lists);
    return 0;
}

void loader_instances(struct loader *loader, size_t section, enum section_type type,
                      enum pin default_pin)
{
    const struct ini_section *place = &loader->document.sections[section];
    struct value plugin = loader_value(loader, section, "plugin", place->word);
    if (ini_find(&loader->document, section, "plugin") == NULL)
        plugin.origin = place->origin;
    loader_value(loader, section, "inherit", NULL); /* of which everything is done */
    struct sweeps sweeps = {0};
    struct instance common = {.name = base_name(loader, section), .plugin = xstrdup(plugin.text)};
    common.info = place->orphan ? NULL : find_plugin(loader, &plugin, type);
    read_host_keys(loader, section, type, default_pin, &common);
    sweeps_read(loader, section, type, common.info, &sweeps);
    size_t combinations = count_combinations(loader, section, &common, &sweeps);
    for (size_t number = 0; number < combinations; number++) {
        add_combination(loader, type, &common, &sweeps, number, "");
        if (loader->twins && type == SECTION_BACKEND)
            add_combination(loader, type, &common, &sweeps, number, twin_suffix);
    }
    sweeps_free(&sweeps);
    instance_free_parts(&common);
}

/* ---- the experiment's end ------------------------------------------------------------------- */

void included_free(struct included *includes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(includes[i].path);
        free(includes[i].text);
    }
    free(includes);
}

void experiment_free(struct experiment *experiment)
{
    for (size_t i = 0; i < experiment->kernel_count; i++)
        instance_free_parts(&experiment->kernels[i]);
    for (size_t i = 0; i < experiment->backend_count; i++)
        instance_free_parts(&experiment->backends[i]);
    instance_free_parts(&experiment->sentinel_kernel);
    instance_free_parts(&experiment->sentinel_backend);
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
    included_free(experiment->includes, experiment->include_count);
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
