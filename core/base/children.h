/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The children of this process, as /proc shows them. */
#ifndef PARBENCH_BASE_CHILDREN_H
#define PARBENCH_BASE_CHILDREN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* All zero is empty. */
struct children {
    pid_t *items;
    size_t count;
};

/* Those that there are now, zombies included; children_free gives back. Reads all of /proc: a
 * millisecond for some hundred processes. */
struct children children_list(void);
bool children_contains(const struct children *children, pid_t process);
void children_free(struct children *children);

#endif
