/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Option tables: the host parses, checks and completes; plugins get typed values. */
#ifndef PARBENCH_PLUGIN_OPTIONS_H
#define PARBENCH_PLUGIN_OPTIONS_H

#include <stdbool.h>

#include "base/text.h"
#include "parbench/plugin.h"

/* One option as somebody wrote it. Owned by whoever made it. */
struct setting {
    char *name;
    char *text;
};

struct setting_list {
    struct setting *items;
    size_t count;
};
void setting_list_set(struct setting_list *list, const char *name, const char *text);
struct setting_list setting_list_copy(const struct setting_list *list);
void setting_list_free(struct setting_list *list);

/* The keys of kernel and backend sections that belong to the host; env.NAME is one too. */
extern const char *const host_keys[];
extern const size_t host_key_count;

/* Names, types, defaults and limits of a table, as a plugin's author may have got them wrong. */
int options_check_table(const parbench_option *table, struct error *error);

const parbench_option *options_find(const parbench_option *table, const char *name);
size_t options_count(const parbench_option *table);
const char *options_type_name(uint32_t type);

/* One value; the error says what is allowed. A text value points to `text` itself. */
int options_parse_value(const parbench_option *option, const char *text, parbench_value *value,
                        struct error *error);

/* Whether two values of an option mean the same; not for texts. */
bool options_same_value(const parbench_option *option, parbench_value a, parbench_value b);

/* What an option takes: "static, dynamic or guided", "size, 1..1Mi". Owned by the caller. */
char *options_describe_allowed(const parbench_option *option);

/* The whole table in its order, defaults where nothing was set; unknown names are errors with a
 * suggestion. *values is owned by the caller, the texts in it by table and settings. */
int options_parse(const parbench_option *table, const struct setting_list *settings,
                  parbench_value **values, struct error *error);

/* "variant=plain chunk=64": every option of the table, set or default. Owned by the caller. */
char *options_complete(const parbench_option *table, const struct setting_list *settings);

#endif
