/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many workers really worked, and where: from the `worker` lines of a cell. */
#ifndef PARBENCH_ANALYSIS_RAN_H
#define PARBENCH_ANALYSIS_RAN_H

#include "analysis/series.h"
#include "results/cells.h"

/* Sets cell->ran and cell->ran_on. */
void ran_find(const struct series *series, struct cell_summary *cell);

#endif
