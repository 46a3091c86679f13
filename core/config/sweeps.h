/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options that a section sets, each with one value or a list of them, and how many combinations
 * the lists make. */
#ifndef PARBENCH_CONFIG_SWEEPS_H
#define PARBENCH_CONFIG_SWEEPS_H

#include "config/loader.h"

struct sweep {
    const char *key; /* owned by the document */
    struct text_list values;
};

struct sweeps {
    struct sweep *items; /* in the order of the file */
    size_t count;
};

/* `info` is NULL or has a problem where nothing is known of the plugin: then any key may be an
 * option, with its whole value. Members of a list that mean the same merge to the first. */
void sweeps_read(struct loader *loader, size_t section, enum section_type type,
                 const struct plugin_info *info, struct sweeps *sweeps);
void sweeps_free(struct sweeps *sweeps);

/* Combinations, which may be more than a size_t holds. */
double sweeps_product(const struct sweeps *sweeps);

/* "chunk (1000) x schedule (3)": the lists of more than one value; owned by the caller. */
char *sweeps_describe(const struct sweeps *sweeps);

#endif
