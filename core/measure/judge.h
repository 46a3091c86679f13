/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is the result of a call right? Counts first, then the kernel's own check. */
#ifndef PARBENCH_MEASURE_JUDGE_H
#define PARBENCH_MEASURE_JUDGE_H

#include "measure/session.h"

/* Fills the row's value, error, tolerance and status. A total is valid at worker 0 only: other
 * ranks get STATUS_OK, and hear the truth in the next agreement. */
enum status judge_total(struct session *session, const parbench_partial *total,
                        struct record_row *row);

#endif
