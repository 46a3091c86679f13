/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of host keys: look up, parse, refuse. */
#include "config/loader.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

static const char *const pin_names[] = {"compact", "scatter", "none"};

const char *pin_name(enum pin pin)
{
    return pin_names[pin];
}

char *loader_origin(struct origin origin)
{
    return origin.line > 0 ? text_format("%s:%d", origin.file, origin.line) : xstrdup(origin.file);
}

void loader_effective(struct loader *loader, const char *section, const char *key,
                      const char *value, const char *origin)
{
    struct experiment *experiment = loader->experiment;
    experiment->effective = xrealloc(experiment->effective, (experiment->effective_count + 1) *
                                                                sizeof *experiment->effective);
    experiment->effective[experiment->effective_count++] =
        (struct effective){xstrdup(section), xstrdup(key), xstrdup(value), xstrdup(origin)};
}

struct value loader_value(struct loader *loader, size_t section, const char *key,
                          const char *fallback)
{
    const char *title = loader->document.sections[section].title;
    const struct ini_entry *entry = ini_find(&loader->document, section, key);
    struct value value = {fallback, {"default", 0}, title, NULL, key};
    if (entry != NULL) {
        if (entry->home != section)
            value.home = loader->document.sections[entry->home].title;
        value.text = entry->value;
        value.origin = entry->origin;
    }
    if (value.text != NULL) {
        char *origin = loader_origin(value.origin);
        loader_effective(loader, title, key, value.text, origin);
        free(origin);
    }
    if (entry != NULL && *entry->value == '\0') {
        loader_refuse(loader, &value, "the value is empty");
        value.text = fallback;
    }
    return value;
}

/* How any problem of that line begins, and this one. */
static void echo(struct loader *loader, const struct value *value, const char *message)
{
    bool line = value->origin.line > 0;
    char *longer = text_format("inherited from [%s]: %s", value->home, message);
    text_list_take(&loader->echoes,
                   problems_line(value->origin, line ? NULL : value->home, value->key, ""));
    text_list_take(&loader->echoes,
                   problems_line(value->origin, value->section, value->key, longer));
    free(longer);
}

void loader_refuse(struct loader *loader, const struct value *value, const char *format, ...)
{
    va_list arguments;
    char *message;
    va_start(arguments, format);
    if (vasprintf(&message, format, arguments) < 0)
        abort();
    va_end(arguments);
    if (value->text != NULL && strstr(value->text, " #") != NULL) {
        char *longer = text_format("%s; a comment behind a value begins with \" ;\"", message);
        free(message);
        message = longer;
    }
    if (value->home == NULL)
        problems_add(loader->problems, value->origin, value->section, value->key, "%s", message);
    else
        echo(loader, value, message);
    free(message);
}

void loader_settle(struct loader *loader)
{
    struct text_list *lines = &loader->problems->lines;
    for (size_t i = 0; i + 1 < loader->echoes.count; i += 2) {
        bool told = false;
        for (size_t k = 0; k < lines->count && !told; k++)
            told = text_starts_with(lines->items[k], loader->echoes.items[i]);
        if (!told)
            text_list_add(lines, loader->echoes.items[i + 1]);
    }
    text_list_free(&loader->echoes);
}

void loader_sizes(struct loader *loader, const struct value *value, bool workers,
                  struct size_list *result)
{
    const struct symbol symbols[] = {
        {"cores", loader->size.cores}, {"cpus", loader->size.cpus}, {NULL, 0}};
    struct error error;
    if (value->text == NULL)
        return;
    /* Every count below 2^53 is exact in a double, a spreadsheet and a plot. */
    uint64_t most = workers ? 65536 : UINT64_C(1) << 53;
    if (size_list_parse(value->text, workers ? symbols : NULL, 1, most, result, &error) != 0)
        loader_refuse(loader, value, "%s", error.text);
}

void loader_count(struct loader *loader, const struct value *value, uint64_t least, uint64_t most,
                  uint64_t *result)
{
    uint64_t parsed;
    if (value->text == NULL)
        return;
    if (!number_parse_size(value->text, &parsed) || parsed < least || parsed > most)
        loader_refuse(loader, value,
                      "\"%s\" is not allowed; allowed: one number, %" PRIu64 "..%" PRIu64,
                      value->text, least, most);
    else
        *result = parsed;
}

void loader_duration(struct loader *loader, const struct value *value, uint64_t least_ns,
                     uint64_t *result)
{
    uint64_t parsed;
    char least[number_size];
    if (value->text == NULL)
        return;
    if (!number_parse_duration(value->text, &parsed) || parsed < least_ns)
        loader_refuse(
            loader, value,
            "\"%s\" is not allowed; allowed: a duration of %s or more, like 500ms, 30s, 2m",
            value->text, number_format_duration(least, least_ns));
    else
        *result = parsed;
}

/* "9" or "9..35" */
void loader_rounds(struct loader *loader, const struct value *value, uint32_t *least,
                   uint32_t *most)
{
    enum { most_allowed = 100000 };
    char *copy = xstrdup(value->text), *dots = strstr(copy, "..");
    uint64_t first, last;
    if (dots != NULL)
        *dots = '\0';
    bool good = number_parse_size(copy, &first);
    last = first;
    if (good && dots != NULL)
        good = number_parse_size(dots + 2, &last);
    free(copy);
    if (!good || first < 1 || last < first || last > most_allowed) {
        loader_refuse(loader, value,
                      "\"%s\" is not allowed; allowed: one number, or a range like 9..35, within "
                      "1..%d",
                      value->text, most_allowed);
        return;
    }
    *least = (uint32_t)first;
    *most = (uint32_t)last;
}

void loader_percent(struct loader *loader, const struct value *value, double *result)
{
    double parsed;
    if (value->text == NULL)
        return;
    if (!number_parse_percent(value->text, &parsed) || parsed <= 0 || parsed >= 1)
        loader_refuse(
            loader, value,
            "\"%s\" is not allowed; allowed: a percentage between 0%% and 100%%, like 2%%",
            value->text);
    else
        *result = parsed;
}

void loader_bool(struct loader *loader, const struct value *value, bool *result)
{
    if (value->text != NULL && !number_parse_bool(value->text, result))
        loader_refuse(loader, value, "\"%s\" is not allowed; allowed: yes or no", value->text);
}

/* The index of a word of the list; *result stays where the value is not set or none of them. */
static void take_choice(struct loader *loader, const struct value *value, const char *const *words,
                        unsigned count, unsigned *result)
{
    struct text_list known = {0};
    unsigned choice = 0;
    if (value->text == NULL)
        return;
    while (choice < count && strcmp(value->text, words[choice]) != 0)
        text_list_add(&known, words[choice++]);
    if (choice < count) {
        *result = choice;
    } else {
        char *suggestion = problems_suggest(value->text, words, count);
        char *allowed = text_list_join(&known, ", ");
        loader_refuse(loader, value, "\"%s\" is not allowed; allowed: %s%s", value->text, allowed,
                      suggestion);
        free(allowed);
        free(suggestion);
    }
    text_list_free(&known);
}

void loader_pin(struct loader *loader, const struct value *value, enum pin *result)
{
    unsigned choice = *result;
    take_choice(loader, value, pin_names, sizeof pin_names / sizeof *pin_names, &choice);
    *result = (enum pin)choice;
}

void loader_external(struct loader *loader, const struct value *value, enum external *result)
{
    static const char *const names[] = {"none", "hyperfine"};
    unsigned choice = *result;
    take_choice(loader, value, names, sizeof names / sizeof *names, &choice);
    *result = (enum external)choice;
}
