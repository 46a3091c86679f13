/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the backend opencl says of itself, built or missing. */
#ifndef PARBENCH_OPENCL_ABOUT_H
#define PARBENCH_OPENCL_ABOUT_H

#include "parbench/plugin.h"

static const parbench_option options_table[] = {
    {.name = "device",
     .type = PARBENCH_CHOICE,
     .default_value = "any",
     .choices = "any, gpu, accelerator, cpu",
     .help = "kind of device; any: in this order"},
    {.name = "number",
     .type = PARBENCH_SIZE,
     .default_value = "0",
     .help = "which of these devices, from 0"},
    {.name = "group",
     .type = PARBENCH_SIZE,
     .default_value = "0",
     .max = "64Ki",
     .help = "work-items of a worker's work-group; 0: 1 on a CPU, else 256"},
    {.name = NULL},
};

#define ABOUT                                                                                      \
    .version = "1", .summary = "OpenCL: compute units of a device, one work-group each",           \
    .license = "GPL-3.0-or-later", .options = options_table, .flags = PARBENCH_NO_CALLBACK,        \
    .min_workers = 1

#endif
