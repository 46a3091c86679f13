/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists and ranges of counts: "1e3..1e9 *10, 5", "1..16", "1..17 +4", "1..cores *2, cores". */
#ifndef PARBENCH_CONFIG_LIST_H
#define PARBENCH_CONFIG_LIST_H

#include <stdint.h>

#include "base/text.h"

struct size_list {
    uint64_t *items;
    size_t count;
};

/* A word that stands for a number. */
struct symbol {
    const char *name;
    uint64_t value;
};

/* Members in the order of the text, repeated ones once; each between `least` and `most`. `symbols`
 * ends with a NULL name, or is NULL. *list is owned by the caller. */
int size_list_parse(const char *text, const struct symbol *symbols, uint64_t least, uint64_t most,
                    struct size_list *list, struct error *error);
void size_list_add(struct size_list *list, uint64_t item); /* unless it is there */
void size_list_free(struct size_list *list);

#endif
