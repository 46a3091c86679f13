/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the backend mpi says of itself, built or missing. */
#ifndef PARBENCH_MPI_ABOUT_H
#define PARBENCH_MPI_ABOUT_H

#include "parbench/plugin.h"

static const parbench_option options_table[] = {
    {.name = "mode",
     .type = PARBENCH_CHOICE,
     .default_value = "gather",
     .choices = "gather, reduce",
     .help = "partials go to rank 0 in one step, or are combined on the way"},
    {.name = NULL},
};

#define ABOUT                                                                                      \
    .version = "1", .summary = "MPI ranks under a launcher, static split",                         \
    .license = "GPL-3.0-or-later", .options = options_table

#endif
