/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words in braces that stand for what is known of a cell, in launchers and in the backend
 * `command`. */
#ifndef PARBENCH_BASE_PLACEHOLDERS_H
#define PARBENCH_BASE_PLACEHOLDERS_H

#include <stddef.h>
#include <stdint.h>

enum { placeholder_count = 3 };

extern const char *const placeholder_names[placeholder_count]; /* with their braces */
extern const char placeholders_allowed[];                      /* the same as a phrase */

/* The variable of a visit that holds the absolute directory of the experiment's INI file. */
extern const char placeholders_directory[];

struct placeholders {
    uint64_t n;
    uint32_t workers;
    const char *directory;
};

/* `word` with the values in their places; owned by the caller. */
char *placeholders_fill(const struct placeholders *values, const char *word);

/* The next "{name}" in `word` from `*from` on that is no placeholder, or NULL; owned by the caller.
 * Moves *from behind it. "${name}" belongs to a shell that the word may be for. */
char *placeholders_next_unknown(const char *word, size_t *from);

#endif
