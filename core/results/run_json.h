/* SPDX-License-Identifier: GPL-3.0-or-later */
/* run.json: everything about a run that is not a sample, complete before the first visit. */
#ifndef PARBENCH_RESULTS_RUN_JSON_H
#define PARBENCH_RESULTS_RUN_JSON_H

#include "plan/plan.h"
#include "plan/topology.h"

/* ---- writing -------------------------------------------------------------------------------- */

int run_json_write(const char *directory, const struct experiment *experiment,
                   const struct plan *plan, const struct topology *topology, char *const argv[],
                   struct error *error);

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
    const char *baseline; /* NULL: none */
    struct planned_cell *cells;
    size_t count;
};

int run_json_read(const char *directory, struct run_info *run, struct error *error);
void run_info_free(struct run_info *run);

#endif
