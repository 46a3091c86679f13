/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options of the task's kernel by name, for backends that bring their own code for it. */
#ifndef PARBENCH_KERNEL_OPTION_H
#define PARBENCH_KERNEL_OPTION_H

#include "parbench/plugin.h"

/* NULL where the kernel has no option of this name and type. Owned by the host. */
const parbench_value *kernel_option(const parbench_task *task, const char *name, uint32_t type);

/* The word of a choice, cut to `size`; "" where the kernel has no such choice. Returns `word`. */
const char *kernel_choice(const parbench_task *task, const char *name, char *word, size_t size);

#endif
