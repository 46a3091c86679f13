/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much CPU time the control groups of this process allow it, in version 2 and in version 1. A
 * limit of a group holds for the groups in it, so all of them up to the topmost are looked at. */
#ifndef PARBENCH_BASE_CGROUP_H
#define PARBENCH_BASE_CGROUP_H

#include <stdbool.h>
#include <stdint.h>

struct cgroup_cpu {
    bool known;        /* false where the system does not tell the groups of this process */
    double quota;      /* the least one, in CPUs; 0: none */
    int64_t throttled; /* periods so far in which a quota was used up; negative: not known */
};

/* `root` is put before /proc and /sys; "" is this system. */
struct cgroup_cpu cgroup_cpu_read(const char *root);

#endif
