/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a plugin says of itself, as data: made by a child process that loads it, read by the runner,
 * which never loads one. */
#ifndef PARBENCH_PLUGIN_INFO_H
#define PARBENCH_PLUGIN_INFO_H

#include <jansson.h>
#include <stdbool.h>

#include "plugin/load.h"

/* All texts live in `record`. */
struct plugin_info {
    json_t *record;            /* everything below, as run.json and --json show it */
    const char *path;          /* absolute */
    const char *problem;       /* why it cannot be used, one line; NULL where it can: the rest is
                                  filled in only then */
    const char *problem_class; /* load_result_name, or how the loading process ended */
    const char *unavailable;   /* probe's reason; NULL where it runs on this machine */
    uint32_t kind;
    uint32_t abi_minor;
    const char *name;
    const char *build;
    const char *version;
    const char *summary;
    const char *license;
    parbench_option *options;
    const char *item;
    double flops_per_item;
    double bytes_per_item;
    uint32_t flags;
    uint32_t min_workers; /* 1 at least */
    uint32_t max_workers; /* 0: no limit */
    bool ranks;
};

/* Made in the child from what plugin_load gave. `unavailable` may be NULL; it is UTF-8, as all
 * texts of a plugin that loads are. */
json_t *plugin_info_encode(const struct plugin *plugin, const char *unavailable);
json_t *plugin_info_encode_problem(const char *result, const char *problem);

/* Run `program .describe PATH` and read its answer. Always fills *info: a file that cannot be used
 * has its problem set. plugin_info_free gives back. */
void plugin_describe(const char *program, const char *path, struct plugin_info *info);
void plugin_info_free(struct plugin_info *info);

#endif
