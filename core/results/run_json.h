/* SPDX-License-Identifier: GPL-3.0-or-later */
/* run.json: everything about a run that is not a sample, complete before the first visit. */
#ifndef PARBENCH_RESULTS_RUN_JSON_H
#define PARBENCH_RESULTS_RUN_JSON_H

#include "plan/plan.h"
#include "plan/topology.h"

/* ---- making and writing --------------------------------------------------------------------- */

/* What a run is made of. */
struct run_parts {
    const struct experiment *experiment;
    const struct plan *plan;
    const struct topology *topology;
    const struct overrides *overrides;
    const struct text_list *only;
    const struct text_list *plugin_directories;
    const char *program; /* parbench itself */
    char *const *command_line;
};

/* NULL only where a text is not UTF-8. */
json_t *run_json_make(const char *directory, const struct run_parts *parts);
int run_json_write(const char *directory, const json_t *json, struct error *error);

/* ---- resuming ------------------------------------------------------------------------------- */

int run_json_load(const char *directory, json_t **json, struct error *error);

/* What the command line said then; the lists are owned by the caller. */
struct run_recipe {
    const char *run; /* these three live in the JSON */
    const char *config_path;
    const char *config_text;
    struct included *includes; /* never NULL */
    size_t include_count;
    struct overrides overrides; /* with the seed that was drawn */
    struct text_list only;
    struct text_list plugin_directories;
};
struct run_recipe run_json_recipe(const json_t *json);
void run_recipe_free(struct run_recipe *recipe);

/* Why samples of the one may not be added to the other: effective configuration, plan, plugins,
 * program, host, CPU. Empty: they may. */
void run_json_compare(const json_t *then, const json_t *now, struct text_list *reasons);

/* ---- reading: what analysis needs ----------------------------------------------------------- */

/* One line of the plan. Texts are borrowed from the run. */
struct planned_cell {
    const char *kernel;
    const char *backend;
    uint64_t n;
    uint64_t workers;
    const char *kernel_plugin;
    const char *kernel_options;
    double flops_per_item; /* 0: not meaningful */
    double bytes_per_item;
    const char *backend_plugin;
    const char *backend_options;
};

struct run_info {
    json_t *json;
    const char *experiment;
    const char *run;
    const char *host;
    const char *baseline;  /* NULL: none */
    uint64_t rounds_least; /* that a run which ends by itself has, where no budget ends it before */
    bool twins;            /* each backend is there twice, the second with twin_suffix */
    struct planned_cell *cells;
    size_t count;
};

int run_json_read(const char *directory, struct run_info *run, struct error *error);
void run_info_free(struct run_info *run);

#endif
