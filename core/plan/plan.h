/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cells of an experiment, and the order in which a round visits them. */
#ifndef PARBENCH_PLAN_PLAN_H
#define PARBENCH_PLAN_PLAN_H

#include "base/status.h"
#include "config/experiment.h"

struct cell {
    const struct instance *kernel; /* of the experiment, which outlives the plan */
    const struct instance *backend;
    uint64_t n;
    uint32_t workers;
    uint64_t timeout_ns;
    char *key;          /* "pi/threads/1000000/2": what --only matches */
    enum status known;  /* other than STATUS_OK: what a visit would find is known without one */
    char *known_detail; /* NULL where known is STATUS_OK */
};

struct plan {
    struct cell *cells;
    size_t count;
    struct cell sentinel;   /* opens each round; key NULL: there is none */
    struct text_list notes; /* what is not among the cells though it might be expected, and why */
};

/* The cells that match one of the patterns (all, where there are none), and with them the baseline
 * and each of their backends at 1 worker; twins stay together. Errors: there is no cell, none that
 * matches, or more than experiment_most_cells. On failure *plan is empty. */
int plan_make(const struct experiment *experiment, const struct text_list *only, struct plan *plan,
              struct error *error);
void plan_free(struct plan *plan);

/* A word of the launcher with the cell's values in its placeholders; owned by the caller. */
char *plan_fill_in(const struct experiment *experiment, const struct cell *cell, const char *word);

/* Indices of the cells in the order of this round: by a hash of seed, round and key, so that a cell
 * that drops out moves no other. `order` has room for all. */
void plan_order(const struct plan *plan, uint64_t seed, uint32_t round, size_t *order);

#endif
