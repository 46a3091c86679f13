/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checks of one case, in a process of their own. What they find is in the report. */
#ifndef CONTRACT_BATTERY_H
#define CONTRACT_BATTERY_H

#include "rig.h"

/* The first total of a case; the later ones are held against it. */
struct totals {
    bool known;
    parbench_partial first;
};

/* Right in itself, and the same bits as before where the split is static. */
bool totals_judge(struct totals *totals, const struct rig *rig, const parbench_partial *total);

/* Workers are threads or processes of this one. */
void battery_case(const struct job *job);

/* Tells the report what the backend is. */
void battery_look(const struct job *job);

/* Where the address sanitizer is on: now, if `wanted`, and not at the exit. Its report is on
 * stderr. */
void battery_check_leaks(bool wanted);

/* This process is one rank of `workers`. */
void ranks_case(const struct job *job);

/* There are not `workers` ranks: create must refuse, with a reason. */
void ranks_refused(const struct job *job);

enum { battery_runs = 10, battery_pause_ms = 20, exchange_most = 100000 };

#endif
