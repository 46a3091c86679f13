/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/list.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

enum { most_members = 10000 };

struct bounds {
    const struct symbol *symbols;
    uint64_t least;
    uint64_t most;
};

void size_list_add(struct size_list *list, uint64_t item)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i] == item)
            return;
    list->items = xrealloc(list->items, (list->count + 1) * sizeof *list->items);
    list->items[list->count++] = item;
}

void size_list_free(struct size_list *list)
{
    free(list->items);
    *list = (struct size_list){0};
}

static int refuse_number(const char *text, const struct bounds *bounds, struct error *error)
{
    struct text_list names = {0};
    for (const struct symbol *symbol = bounds->symbols; symbol && symbol->name; symbol++)
        text_list_add(&names, symbol->name);
    const char *nearest = text_nearest(text, (const char *const *)names.items, names.count);
    char *symbols = text_list_join(&names, ", ");
    error_set(error,
              "\"%s\" is not allowed; allowed: counts like 1000, 1e6, 10k, 4Mi, 2^20%s%s%s%s%s",
              text, *symbols ? ", or " : "", symbols, nearest ? "; did you mean \"" : "",
              nearest ? nearest : "", nearest ? "\"?" : "");
    free(symbols);
    text_list_free(&names);
    return -1;
}

static int parse_number(const char *text, const struct bounds *bounds, uint64_t *value,
                        struct error *error)
{
    bool found = number_parse_size(text, value);
    for (const struct symbol *symbol = bounds->symbols; !found && symbol && symbol->name;
         symbol++) {
        found = strcmp(symbol->name, text) == 0;
        *value = symbol->value;
    }
    if (!found)
        return refuse_number(text, bounds, error);
    if (*value < bounds->least || *value > bounds->most)
        return error_set(error, "%s is out of range; allowed: %" PRIu64 "..%" PRIu64, text,
                         bounds->least, bounds->most);
    return 0;
}

/* "*10" or "+4" */
static int parse_step(const char *text, bool *multiplies, uint64_t *step, struct error *error)
{
    *multiplies = *text == '*';
    const char *number = text + 1 + strspn(text + 1, " \t");
    uint64_t least = *multiplies ? 2 : 1;
    if (!number_parse_size(number, step) || *step < least)
        return error_set(error, "the step \"%s\" is not allowed; allowed: *2 and up, +1 and up",
                         text);
    return 0;
}

static int refuse_long_list(uint64_t first, uint64_t last, bool has_step, struct error *error)
{
    char *hint = has_step ? xstrdup("")
                          : text_format("; a range is every number unless a step follows, as in "
                                        "%" PRIu64 "..%" PRIu64 " *10",
                                        first, last);
    error_set(error, "the list has more than %d members%s", most_members, hint);
    free(hint);
    return -1;
}

static int add_range(uint64_t first, uint64_t last, bool multiplies, uint64_t step,
                     struct size_list *list, struct error *error)
{
    if (first > last)
        return error_set(error,
                         "the range runs from %" PRIu64 " down to %" PRIu64
                         "; allowed: from the smaller to the larger",
                         first, last);
    if (multiplies && first == 0)
        return error_set(error, "a range from 0 does not get on by multiplying");
    for (uint64_t item = first;;) {
        if (list->count >= most_members)
            return refuse_long_list(first, last, multiplies || step > 1, error);
        size_list_add(list, item);
        uint64_t room = last - item;
        if (multiplies ? item > last / step : room < step)
            return 0;
        item = multiplies ? item * step : item + step;
    }
}

/* Where the step of a range begins in "1e9 *10" or "16 +4", or NULL. */
static char *find_step(char *text)
{
    for (char *c = text; *c != '\0'; c++)
        if (*c == '*' || (*c == '+' && c > text && (c[-1] == ' ' || c[-1] == '\t')))
            return c;
    return NULL;
}

static char *trim(char *text)
{
    text += strspn(text, " \t");
    size_t length = strlen(text);
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t'))
        text[--length] = '\0';
    return text;
}

static int add_member(const char *member, const struct bounds *bounds, struct size_list *list,
                      struct error *error)
{
    uint64_t first, last, step = 1;
    bool multiplies = false;
    int result = -1;
    char *copy = xstrdup(member), *dots = strstr(copy, "..");
    if (dots == NULL) {
        result = parse_number(copy, bounds, &first, error);
        if (result == 0)
            size_list_add(list, first);
        goto out;
    }
    if (dots[2] == '.') {
        error_set(error, "\"%s\" has three dots; a range has two", member);
        goto out;
    }
    *dots = '\0';
    char *sign = find_step(dots + 2);
    if (sign != NULL && parse_step(sign, &multiplies, &step, error) != 0)
        goto out;
    if (sign != NULL)
        *sign = '\0';
    if (parse_number(trim(copy), bounds, &first, error) != 0 ||
        parse_number(trim(dots + 2), bounds, &last, error) != 0)
        goto out;
    result = add_range(first, last, multiplies, step, list, error);
out:
    free(copy);
    return result;
}

int size_list_parse(const char *text, const struct symbol *symbols, uint64_t least, uint64_t most,
                    struct size_list *list, struct error *error)
{
    struct bounds bounds = {symbols, least, most};
    struct text_list members = {0};
    int result = 0;
    *list = (struct size_list){0};
    text_split_commas(text, &members);
    for (size_t i = 0; i < members.count && result == 0; i++) {
        result = *members.items[i] == '\0'
                     ? error_set(error, "the list is empty or has an empty member")
                     : add_member(members.items[i], &bounds, list, error);
    }
    text_list_free(&members);
    if (result != 0)
        size_list_free(list);
    return result;
}
