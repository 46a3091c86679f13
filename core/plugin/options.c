/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plugin/options.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

const char *const host_keys[] = {"plugin",  "inherit", "n",        "workers",
                                 "timeout", "pin",     "launcher", "allow_root"};
const size_t host_key_count = sizeof host_keys / sizeof *host_keys;

/* ---- settings ------------------------------------------------------------------------------- */

void setting_list_set(struct setting_list *list, const char *name, const char *text)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i].name, name) == 0) {
            free(list->items[i].text);
            list->items[i].text = xstrdup(text);
            return;
        }
    }
    list->items = xrealloc(list->items, (list->count + 1) * sizeof *list->items);
    list->items[list->count++] = (struct setting){xstrdup(name), xstrdup(text)};
}

struct setting_list setting_list_copy(const struct setting_list *list)
{
    struct setting_list copy = {0};
    for (size_t i = 0; i < list->count; i++)
        setting_list_set(&copy, list->items[i].name, list->items[i].text);
    return copy;
}

void setting_list_free(struct setting_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->items[i].name);
        free(list->items[i].text);
    }
    free(list->items);
    *list = (struct setting_list){0};
}

/* ---- one type each -------------------------------------------------------------------------- */

static bool parse_bool(const parbench_option *option, const char *text, parbench_value *value)
{
    (void)option;
    bool parsed;
    if (!number_parse_bool(text, &parsed))
        return false;
    value->i = parsed;
    return true;
}

static bool parse_int(const parbench_option *option, const char *text, parbench_value *value)
{
    (void)option;
    return number_parse_int(text, &value->i);
}

static bool parse_size(const parbench_option *option, const char *text, parbench_value *value)
{
    (void)option;
    return number_parse_size(text, &value->u);
}

static bool parse_real(const parbench_option *option, const char *text, parbench_value *value)
{
    (void)option;
    return number_parse_real(text, &value->d);
}

static bool parse_duration(const parbench_option *option, const char *text, parbench_value *value)
{
    (void)option;
    return number_parse_duration(text, &value->u);
}

static bool parse_choice(const parbench_option *option, const char *text, parbench_value *value)
{
    struct text_list choices = {0};
    bool found = false;
    text_split_commas(option->choices, &choices);
    for (size_t i = 0; i < choices.count && !found; i++) {
        found = strcmp(choices.items[i], text) == 0;
        value->i = (int64_t)i;
    }
    text_list_free(&choices);
    return found;
}

static bool parse_text(const parbench_option *option, const char *text, parbench_value *value)
{
    (void)option;
    value->s = text;
    return true;
}

static int order_int(parbench_value a, parbench_value b)
{
    return (a.i > b.i) - (a.i < b.i);
}

static int order_unsigned(parbench_value a, parbench_value b)
{
    return (a.u > b.u) - (a.u < b.u);
}

static int order_real(parbench_value a, parbench_value b)
{
    return (a.d > b.d) - (a.d < b.d);
}

static const struct type {
    const char *name;
    const char *allowed;
    bool (*parse)(const parbench_option *option, const char *text, parbench_value *value);
    int (*order)(parbench_value a, parbench_value b); /* NULL: no limits */
} types[] = {
    [PARBENCH_BOOL] = {"bool", "yes or no", parse_bool, NULL},
    [PARBENCH_INT] = {"int", "a whole number", parse_int, order_int},
    [PARBENCH_SIZE] = {"size", "a count like 1000, 10k, 4Mi, 1e6 or 2^20", parse_size,
                       order_unsigned},
    [PARBENCH_REAL] = {"real", "a number", parse_real, order_real},
    [PARBENCH_DURATION] = {"duration", "a duration like 50us, 10ms or 1.5s", parse_duration,
                           order_unsigned},
    [PARBENCH_CHOICE] = {"choice", NULL, parse_choice, NULL},
    [PARBENCH_TEXT] = {"text", "any text", parse_text, NULL},
};

static const struct type *type_of(const parbench_option *option)
{
    bool known = option->type >= PARBENCH_BOOL && option->type <= PARBENCH_TEXT;
    return known ? &types[option->type] : NULL;
}

const char *options_type_name(uint32_t type)
{
    return types[type].name;
}

char *options_describe_allowed(const parbench_option *option)
{
    if (option->type == PARBENCH_CHOICE)
        return xstrdup(option->choices);
    const char *allowed = type_of(option)->allowed;
    if (option->min == NULL && option->max == NULL)
        return xstrdup(allowed);
    return text_format("%s, %s..%s", allowed, option->min ? option->min : "",
                       option->max ? option->max : "");
}

/* ---- values --------------------------------------------------------------------------------- */

static int refuse(const parbench_option *option, const char *text, struct error *error)
{
    struct text_list choices = {0};
    if (option->type == PARBENCH_CHOICE)
        text_split_commas(option->choices, &choices);
    const char *nearest = text_nearest(text, (const char *const *)choices.items, choices.count);
    char *allowed = options_describe_allowed(option);
    error_set(error, "\"%s\" is not allowed; allowed: %s%s%s%s", text, allowed,
              nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
    free(allowed);
    text_list_free(&choices);
    return -1;
}

int options_parse_value(const parbench_option *option, const char *text, parbench_value *value,
                        struct error *error)
{
    const struct type *type = type_of(option);
    parbench_value limit;
    if (!type->parse(option, text, value))
        return refuse(option, text, error);
    if (option->min && type->order && type->parse(option, option->min, &limit) &&
        type->order(*value, limit) < 0)
        return refuse(option, text, error);
    if (option->max && type->order && type->parse(option, option->max, &limit) &&
        type->order(*value, limit) > 0)
        return refuse(option, text, error);
    return 0;
}

bool options_same_value(const parbench_option *option, parbench_value a, parbench_value b)
{
    const struct type *type = type_of(option);
    return type->order != NULL ? type->order(a, b) == 0 : a.i == b.i;
}

const parbench_option *options_find(const parbench_option *table, const char *name)
{
    for (; table->name != NULL; table++)
        if (strcmp(table->name, name) == 0)
            return table;
    return NULL;
}

size_t options_count(const parbench_option *table)
{
    size_t count = 0;
    while (table[count].name != NULL)
        count++;
    return count;
}

/* ---- the table itself ----------------------------------------------------------------------- */

static bool is_host_key(const char *name)
{
    for (size_t i = 0; i < host_key_count; i++)
        if (strcmp(host_keys[i], name) == 0)
            return true;
    return false;
}

static bool is_option_name(const char *name)
{
    return islower((unsigned char)*name) &&
           name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

static int check_texts(const parbench_option *option, struct error *error)
{
    const struct {
        const char *member;
        const char *text;
    } texts[] = {{"default_value", option->default_value},
                 {"min", option->min},
                 {"max", option->max},
                 {"choices", option->choices},
                 {"help", option->help}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].text != NULL && !text_is_utf8(texts[i].text))
            return error_set(error, "\"%s\": %s is not UTF-8", option->name, texts[i].member);
    return 0;
}

static int check_row(const parbench_option *table, const parbench_option *option,
                     struct error *error)
{
    struct error detail;
    parbench_value value;
    if (!is_option_name(option->name))
        return error_set(error, "\"%s\": a name is a lower-case letter, then a-z 0-9 _",
                         option->name);
    if (is_host_key(option->name))
        return error_set(error, "\"%s\" is a key of the host", option->name);
    if (options_find(table, option->name) != option)
        return error_set(error, "\"%s\" is there twice", option->name);
    if (type_of(option) == NULL)
        return error_set(error, "\"%s\": type %" PRIu32 " is unknown", option->name, option->type);
    if (option->type == PARBENCH_CHOICE && option->choices == NULL)
        return error_set(error, "\"%s\": choices are missing", option->name);
    if (option->default_value == NULL)
        return error_set(error, "\"%s\": default_value is missing", option->name);
    if (check_texts(option, error) != 0)
        return -1;
    if (options_parse_value(option, option->default_value, &value, &detail) != 0)
        return error_set(error, "\"%s\": default %s", option->name, detail.text);
    const char *limits[] = {option->min, option->max};
    for (size_t i = 0; i < 2; i++)
        if (limits[i] != NULL && options_parse_value(option, limits[i], &value, &detail) != 0)
            return error_set(error, "\"%s\": limit %s", option->name, detail.text);
    return 0;
}

int options_check_table(const parbench_option *table, struct error *error)
{
    for (const parbench_option *option = table; option->name != NULL; option++)
        if (check_row(table, option, error) != 0)
            return -1;
    return 0;
}

/* ---- the whole table ------------------------------------------------------------------------ */

static const char *setting_of(const struct setting_list *settings, const char *name)
{
    for (size_t i = 0; i < settings->count; i++)
        if (strcmp(settings->items[i].name, name) == 0)
            return settings->items[i].text;
    return NULL;
}

static int refuse_unknown(const parbench_option *table, const char *name, struct error *error)
{
    struct text_list names = {0};
    for (const parbench_option *option = table; option->name != NULL; option++)
        text_list_add(&names, option->name);
    const char *nearest = text_nearest(name, (const char *const *)names.items, names.count);
    char *known = text_list_join(&names, ", ");
    error_set(error, "%s: unknown option; known: %s%s%s%s", name, *known ? known : "none",
              nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
    free(known);
    text_list_free(&names);
    return -1;
}

int options_parse(const parbench_option *table, const struct setting_list *settings,
                  parbench_value **values, struct error *error)
{
    struct error detail;
    for (size_t i = 0; i < settings->count; i++)
        if (options_find(table, settings->items[i].name) == NULL)
            return refuse_unknown(table, settings->items[i].name, error);
    *values = xcalloc(options_count(table), sizeof **values);
    for (size_t i = 0; table[i].name != NULL; i++) {
        const char *text = setting_of(settings, table[i].name);
        if (options_parse_value(&table[i], text ? text : table[i].default_value, &(*values)[i],
                                &detail) != 0) {
            free(*values);
            *values = NULL;
            return error_set(error, "%s: %s", table[i].name, detail.text);
        }
    }
    return 0;
}

char *options_complete(const parbench_option *table, const struct setting_list *settings)
{
    struct text_list pairs = {0};
    for (; table->name != NULL; table++) {
        const char *text = setting_of(settings, table->name);
        text_list_take(&pairs,
                       text_format("%s=%s", table->name, text ? text : table->default_value));
    }
    char *completed = text_list_join(&pairs, " ");
    text_list_free(&pairs);
    return completed;
}
