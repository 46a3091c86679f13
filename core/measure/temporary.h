/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The TMPDIR of a visit's process on a host that is not the runner's. */
#ifndef PARBENCH_MEASURE_TEMPORARY_H
#define PARBENCH_MEASURE_TEMPORARY_H

/* The variable in which the runner tells its host to what it launches. */
extern const char temporary_host[];

/* The runner's TMPDIR is on its own host. Where a launcher has handed the name on to another one
 * (srun makes an empty directory of that name there, and leaves it), the directory goes and the
 * variable, too. Before other threads are there. */
void temporary_leave(void);

#endif
