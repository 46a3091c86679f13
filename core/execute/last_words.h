/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of what a process wrote to stderr, and what to quote of it. */
#ifndef PARBENCH_EXECUTE_LAST_WORDS_H
#define PARBENCH_EXECUTE_LAST_WORDS_H

#include "base/text.h"

enum { last_words_size = 4096 };

/* All zero is empty. */
struct last_words {
    char bytes[last_words_size]; /* ends with NUL */
    size_t used;
};

/* Keeps the last of all that has been added. */
void last_words_add(struct last_words *words, const char *bytes, size_t count);

/* The last line that parbench itself wrote, and what follows it; NULL where there is none. */
const char *last_words_own(const struct last_words *words);

/* Appends "; stderr: ..." and one line: parbench's own last one; else, of a process that explains
 * itself at the begin of what it says, the first words, or the last bytes. Nothing where nothing
 * was said. */
void last_words_quote(const struct last_words *words, bool from_begin, struct text *to);

#endif
