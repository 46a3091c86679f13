/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one visit is asked to do: the arguments of `parbench cell`. */
#ifndef PARBENCH_MEASURE_REQUEST_H
#define PARBENCH_MEASURE_REQUEST_H

#include <stdint.h>

#include "plugin/options.h"

struct cell_request {
    const char *kernel_path; /* of the .so */
    const char *backend_path;
    const char *kernel_name; /* the plugin must call itself so; NULL: no matter */
    const char *backend_name;
    struct setting_list kernel_settings;
    struct setting_list backend_settings;
    uint64_t n;
    uint32_t workers;
    const int32_t *cpus; /* one a worker, or NULL: nothing is pinned */
    uint32_t samples;
    uint64_t calls;        /* exactly so many, nothing else; 0: warm up, calibrate, sample */
    uint64_t timeout_ns;   /* the runner's; 0: none */
    uint64_t idle_gap_ns;  /* before one cold call; 0: no such call */
    const char *record;    /* where the record goes; NULL: nowhere */
    uint32_t stack_offset; /* bytes of stack to leave unused, at most 65536 */
};

#endif
