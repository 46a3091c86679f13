/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a run lives: results/<experiment>/<UTC time>-<host>, or where -o says. */
#ifndef PARBENCH_RESULTS_RUN_DIRECTORY_H
#define PARBENCH_RESULTS_RUN_DIRECTORY_H

#include "base/error.h"

/* `wanted` is NULL or the directory itself, which must be empty or absent. *path is absolute,
 * without links in what was wanted, and owned by the caller; the run's name is its last part. */
int run_directory_create(const char *experiment, const char *wanted, char **path,
                         struct error *error);

/* Points results/<experiment>/latest at the run, where it lies there. */
int run_directory_publish(const char *path, struct error *error);

/* Takes a directory back in which nothing has been written. */
void run_directory_discard(const char *path);

/* Removes the temporary files of a runner that was killed while it wrote one of its own. Nobody
 * else may be writing there. */
void run_directory_sweep(const char *path);

#endif
