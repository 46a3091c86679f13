/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the checks of this machine look at: the place of /proc and /sys, and what has to be
 * measured, measured once. */
#ifndef PARBENCH_MEASURE_MACHINE_VIEW_H
#define PARBENCH_MEASURE_MACHINE_VIEW_H

#include "base/cgroup.h"
#include "base/cpus.h"
#include "measure/clock.h"
#include "measure/noise.h"

struct machine_view {
    const char *root;         /* put before /proc and /sys; "" is this system; not owned */
    struct cpu_set_bits cpus; /* those that may be used */
    struct cgroup_cpu cgroup;
    struct clock_quality clock;
    struct noise_ticks ticks; /* of a short time in which one CPU was kept busy */
    int counter_error;        /* errno of opening a hardware counter; 0: it can be opened */
};

/* Takes half a second. Only what is read from files comes from below `root`. */
struct machine_view machine_view_take(const char *root);

/* The first line of a file below /proc or /sys, owned by the caller; NULL where it is not there. */
char *machine_view_read(const struct machine_view *view, const char *path);

#endif
