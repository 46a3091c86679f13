/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/sweeps.h"

#include <stdlib.h>
#include <string.h>

/* OMP_NUM_THREADS */
static bool is_like_variable(const char *key)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    return strchr(key, '_') != NULL && key[strspn(key, letters)] == '\0';
}

/* Owned by the caller. */
static char *suggest(const char *key, enum section_type type, const struct text_list *known)
{
    if (type == SECTION_KERNEL && text_starts_with(key, "env."))
        return xstrdup("; variables are set for a backend: put it into a [backend ...] section");
    if (type == SECTION_BACKEND && is_like_variable(key))
        return text_format("; did you mean \"env.%s\"?", key);
    return problems_suggest(key, (const char *const *)known->items, known->count);
}

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
    char *suggestion = suggest(value->key, type, &known);
    char *allowed = text_list_join(&known, ", ");
    loader_refuse(loader, value, "unknown key; known: %s%s%s", allowed,
                  type == SECTION_BACKEND ? ", env.NAME" : "", suggestion);
    free(allowed);
    free(suggestion);
    text_list_free(&known);
}

static bool good_value(struct loader *loader, const struct value *value,
                       const parbench_option *option, const char *text, parbench_value *parsed)
{
    struct error error;
    if (*text == '\0')
        error_set(&error, "the list is empty or has an empty member");
    else if (options_parse_value(option, text, parsed, &error) == 0)
        return true;
    loader_refuse(loader, value, "%s", error.text);
    return false;
}

static bool is_among(const parbench_option *option, parbench_value value,
                     const parbench_value *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (options_same_value(option, value, values[i]))
            return true;
    return false;
}

/* "16, 2^4" is one value. */
static void split_values(struct loader *loader, const struct value *value,
                         const parbench_option *option, struct text_list *distinct)
{
    struct text_list members = {0};
    text_split_commas(value->text, &members);
    parbench_value *values = xcalloc(members.count, sizeof *values);
    for (size_t i = 0; i < members.count; i++) {
        parbench_value *parsed = &values[distinct->count];
        if (good_value(loader, value, option, members.items[i], parsed) &&
            !is_among(option, *parsed, values, distinct->count))
            text_list_add(distinct, members.items[i]);
    }
    free(values);
    text_list_free(&members);
}

static void add_sweep(struct loader *loader, struct sweeps *sweeps, const struct value *value,
                      const parbench_option *option)
{
    struct sweep sweep = {.key = value->key};
    parbench_value parsed;
    if (option != NULL && option->type != PARBENCH_TEXT)
        split_values(loader, value, option, &sweep.values);
    else if (option == NULL || good_value(loader, value, option, value->text, &parsed))
        text_list_add(&sweep.values, value->text);
    if (sweep.values.count == 0)
        return; /* all of it is refused */
    sweeps->items = xrealloc(sweeps->items, (sweeps->count + 1) * sizeof *sweeps->items);
    sweeps->items[sweeps->count++] = sweep;
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

void sweeps_read(struct loader *loader, size_t section, enum section_type type,
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
    note_defaults(loader, section, info);
}

void sweeps_free(struct sweeps *sweeps)
{
    for (size_t i = 0; i < sweeps->count; i++)
        text_list_free(&sweeps->items[i].values);
    free(sweeps->items);
}

double sweeps_product(const struct sweeps *sweeps)
{
    double product = 1;
    for (size_t i = 0; i < sweeps->count; i++)
        product *= (double)sweeps->items[i].values.count;
    return product;
}

char *sweeps_describe(const struct sweeps *sweeps)
{
    struct text_list lists = {0};
    for (size_t i = 0; i < sweeps->count; i++)
        if (sweeps->items[i].values.count > 1)
            text_list_take(&lists, text_format("%s (%zu)", sweeps->items[i].key,
                                               sweeps->items[i].values.count));
    char *joined = text_list_join(&lists, " x ");
    text_list_free(&lists);
    return joined;
}
