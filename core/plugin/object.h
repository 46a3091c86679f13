/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is a file a shared object that this process could load? Asked before dlopen, which runs foreign
 * code and whose own words do not tell a program or a torn file from a missing library. */
#ifndef PARBENCH_PLUGIN_OBJECT_H
#define PARBENCH_PLUGIN_OBJECT_H

#include "base/error.h"

/* 0, or -1 and what the file is instead. Format: ELF, System V gABI, chapters 4 and 5. */
int object_check(const char *path, struct error *error);

#endif
