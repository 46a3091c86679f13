/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The folders of one visit: one below the run directory, through which its record passes, and its
 * TMPDIR. They are of this visit alone, so that a straggler of an earlier one, or of a runner that
 * was killed, cannot meet it. */
#ifndef PARBENCH_EXECUTE_VISIT_FOLDER_H
#define PARBENCH_EXECUTE_VISIT_FOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct visit_folder {
    const char *directory; /* of the run */
    char *path;
    char *record;    /* where the visit puts its record */
    char *temporary; /* its TMPDIR; NULL before visit_folder_make_temporary */
};

/* `visit` is its number in the run. -1 also where the run directory is gone: it is not made again.
 * visit_folder_remove gives back, also after an error. */
int visit_folder_make(const char *directory, uint32_t round, size_t visit,
                      struct visit_folder *folder, struct error *error);

/* -1 where no visit could have a TMPDIR. */
int visit_folder_check_temporary(struct error *error);

/* Short, below the TMPDIR of this process; empty, but for a mark where a launcher may hand its name
 * on to other hosts (measure/temporary.h). */
int visit_folder_make_temporary(struct visit_folder *folder, bool launched, struct error *error);

/* For a visit that left no record: -1 where it could not have written one of `size` bytes, for want
 * of room or of the run directory. A visit that has removed the folder itself has no such excuse.
 */
int visit_folder_check(const struct visit_folder *folder, size_t size, struct error *error);

void visit_folder_remove(struct visit_folder *folder);

/* Removes the folders of all visits below a run directory, for a runner that was killed could not.
 * Nobody else may be writing there. */
void visit_folder_sweep(const char *directory);

#endif
