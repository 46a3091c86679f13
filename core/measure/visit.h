/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One visit from within: open, first call, warm-up, samples, the workers, close. */
#ifndef PARBENCH_MEASURE_VISIT_H
#define PARBENCH_MEASURE_VISIT_H

#include <stdbool.h>

#include "measure/record.h"
#include "measure/request.h"

/* Always fills *record (record_free gives back) and returns its status. *speaks is true in the one
 * process of the visit that hands the record over: rank 0. */
enum status visit_measure(const struct cell_request *request, struct record *record, bool *speaks);

#endif
