/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The TMPDIR that the runner has made for a visit with a launcher, seen from another host. */
#ifndef PARBENCH_MEASURE_TEMPORARY_H
#define PARBENCH_MEASURE_TEMPORARY_H

/* The variable that holds its name. Empty in visits without a launcher. */
extern const char temporary_variable[];

/* A file that the runner puts into it. */
extern const char temporary_mark[];

/* Where TMPDIR has that name, but not the mark, it is not that directory: a launcher has handed the
 * name on to another host, and may have made an empty directory of that name there (srun does, and
 * leaves it). Then the directory goes, and the variable TMPDIR, too. Before other threads are
 * there. */
void temporary_leave(void);

#endif
