/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run of twins shows, as text and as JSON. */
#ifndef PARBENCH_REPORT_AA_REPORT_H
#define PARBENCH_REPORT_AA_REPORT_H

#include <jansson.h>

#include "analysis/aa.h"

/* One line per pair: ratio, interval, verdict. */
void aa_report_table(const struct aa *aa, struct text *to);

/* How many pairs, how many of them are different, how many were left out; the noise floor, or why
 * there is none; whether the run is complete. */
void aa_report_figures(const struct aa *aa, struct text *to);

/* `run` is the directory; `sentinel` is that of the same run. What is not available is null. Owned
 * by the caller. */
json_t *aa_report_json(const struct aa *aa, const struct sentinel *sentinel, const char *run);

#endif
