/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One case: what is run, at which size, and what may be asked of it. */
#ifndef CONTRACT_JOB_H
#define CONTRACT_JOB_H

#include "plugin/options.h"

enum split {
    SPLIT_STATIC,   /* equal bits from run to run */
    SPLIT_BALANCED, /* parbench_split: equal bits in every backend */
    SPLIT_DYNAMIC,  /* no order: within the tolerance */
};

struct job {
    const char *kernel_path;
    const char *backend_path;
    struct setting_list kernel_settings;
    struct setting_list backend_settings;
    uint64_t n;
    uint32_t workers;
    enum split split;
    bool keeps_threads; /* the pool of a runtime outlives destroy */
    bool pinned;        /* worker w to the w-th usable CPU, round and round */
};

#endif
