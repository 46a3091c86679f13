/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Experiments by hand, and the plans that come of them. */
#ifndef PARBENCH_TESTS_PLAN_SUPPORT_H
#define PARBENCH_TESTS_PLAN_SUPPORT_H

#include <inttypes.h>

#include "plan/plan.h"
#include "support.h"

enum { most_sizes = 4, most_instances = 4 };

struct sizes {
    uint64_t items[most_sizes]; /* 0 ends */
};

struct maker {
    const char *name;
    struct sizes n;
    struct sizes workers;
    uint32_t min_workers; /* 0: 1 */
    uint32_t max_workers;
    uint64_t timeout_ns;
    const char *plugin;  /* NULL: as its name */
    const char *problem; /* the plugin's */
    const char *launcher;
    bool again;
};

struct row {
    const char *label;
    struct sizes n;
    struct sizes workers;
    const char *baseline;
    struct maker kernels[most_instances];
    struct maker backends[most_instances];
    const char *only[2];
    const char *wanted; /* keys in the order of the plan, or a part of the error */
};

static inline struct size_list make_sizes(struct sizes sizes)
{
    struct size_list list = {0};
    for (size_t i = 0; i < most_sizes && sizes.items[i] != 0; i++)
        size_list_add(&list, sizes.items[i]);
    return list;
}

static inline size_t make_instances(const struct maker *makers, struct instance *instances,
                                    struct plugin_info *infos)
{
    size_t count = 0;
    for (; count < most_instances && makers[count].name != NULL; count++) {
        const struct maker *maker = &makers[count];
        infos[count] = (struct plugin_info){
            .path = "/plugins/x.so",
            .name = maker->name,
            .problem = maker->problem,
            .min_workers = maker->min_workers ? maker->min_workers : 1,
            .max_workers = maker->max_workers,
        };
        instances[count] = (struct instance){
            .name = (char *)maker->name,
            .plugin = (char *)(maker->plugin ? maker->plugin : maker->name),
            .info = &infos[count],
            .n = make_sizes(maker->n),
            .workers = make_sizes(maker->workers),
            .timeout_ns = maker->timeout_ns,
            .again = maker->again,
        };
        if (maker->launcher != NULL)
            text_list_add(&instances[count].launcher, maker->launcher);
    }
    return count;
}

struct made {
    struct experiment experiment;
    struct instance kernels[most_instances];
    struct instance backends[most_instances];
    struct plugin_info infos[2 * most_instances];
};

static inline void make(const struct row *row, struct made *made)
{
    *made = (struct made){.experiment = {.path = (char *)"/tmp/x.ini",
                                         .n = make_sizes(row->n),
                                         .workers = make_sizes(row->workers),
                                         .baseline = (char *)row->baseline,
                                         .timeout_ns = 30}};
    struct experiment *experiment = &made->experiment;
    experiment->kernels = made->kernels;
    experiment->backends = made->backends;
    experiment->kernel_count = make_instances(row->kernels, made->kernels, made->infos);
    experiment->backend_count =
        make_instances(row->backends, made->backends, made->infos + most_instances);
}

static inline void unmake(struct made *made)
{
    struct instance *lists[] = {made->kernels, made->backends};
    for (size_t l = 0; l < 2; l++) {
        for (size_t i = 0; i < most_instances; i++) {
            size_list_free(&lists[l][i].n);
            size_list_free(&lists[l][i].workers);
            text_list_free(&lists[l][i].launcher);
        }
    }
    size_list_free(&made->experiment.n);
    size_list_free(&made->experiment.workers);
}

static inline struct text_list make_only(const char *const only[2])
{
    struct text_list list = {0};
    for (size_t i = 0; i < 2 && only[i] != NULL; i++)
        text_list_add(&list, only[i]);
    return list;
}

/* The plan's keys, or the error's text; owned by the caller. So are the notes with bars between
 * them, where they are asked for. */
static inline char *keys_of_plan(const struct row *row, char **notes)
{
    struct made made;
    struct plan plan;
    struct error error;
    struct text_list only = make_only(row->only), keys = {0};
    make(row, &made);
    if (plan_make(&made.experiment, &only, &plan, &error) == 0)
        for (size_t i = 0; i < plan.count; i++)
            text_list_add(&keys, plan.cells[i].key);
    else
        text_list_add(&keys, error.text);
    char *joined = text_list_join(&keys, " ");
    if (notes != NULL)
        *notes = text_list_join(&plan.notes, " | ");
    text_list_free(&keys);
    text_list_free(&only);
    plan_free(&plan);
    unmake(&made);
    return joined;
}

#define N(...) .n = {{__VA_ARGS__}}
#define WORKERS(...) .workers = {{__VA_ARGS__}}
#define SERIAL                                                                                     \
    {                                                                                              \
        .name = "serial", .max_workers = 1                                                         \
    }

#endif
