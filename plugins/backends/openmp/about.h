/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the backend openmp says of itself, built or missing. */
#ifndef PARBENCH_OPENMP_ABOUT_H
#define PARBENCH_OPENMP_ABOUT_H

#include "parbench/plugin.h"

static const parbench_option options_table[] = {
    {.name = "schedule",
     .type = PARBENCH_CHOICE,
     .default_value = "static",
     .choices = "static, dynamic, guided",
     .help = "how blocks are given to threads"},
    {.name = "chunk",
     .type = PARBENCH_SIZE,
     .default_value = "0",
     .help = "items per block; 0: static one share each, else n / (64 workers)"},
    {.name = NULL},
};

#define ABOUT                                                                                      \
    .version = "1", .summary = "OpenMP parallel loop over blocks", .license = "GPL-3.0-or-later",  \
    .options = options_table

#endif
