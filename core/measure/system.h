/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the system tells under /proc and /sys of the settings that disturb measuring. `root` is put
 * before these paths; "" is this system. */
#ifndef PARBENCH_MEASURE_SYSTEM_H
#define PARBENCH_MEASURE_SYSTEM_H

#include <stddef.h>

struct system_setting {
    const char *name; /* as in run.json */
    const char *path; /* {cpu}: the number of a CPU */
};

extern const struct system_setting system_settings[]; /* a row whose name is NULL ends it */

/* The setting's first line, owned by the caller; NULL where the system has none. `cpu` matters only
 * to settings of single CPUs. */
char *system_setting_read(const char *root, const char *name, size_t cpu);

/* 1: a virtual machine, 0: none, -1: not known. Only x86 tells. */
int system_is_virtual(const char *root);

#endif
