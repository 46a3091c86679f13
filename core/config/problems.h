/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that is wrong with an experiment, gathered so that it is told at once. */
#ifndef PARBENCH_CONFIG_PROBLEMS_H
#define PARBENCH_CONFIG_PROBLEMS_H

#include "base/text.h"

/* Where a value came from. */
struct origin {
    const char *file; /* or "--set" and the like; not owned */
    int line;         /* 0: none */
};

struct problems {
    struct text_list lines; /* "file:line: section.key: what is wrong; what is allowed" */
};

/* `section` and `key` may be NULL. In front of what is said of later lines of the same file. */
void problems_add(struct problems *problems, struct origin origin, const char *section,
                  const char *key, const char *format, ...) __attribute__((format(printf, 5, 6)));

/* The line that problems_add adds; owned by the caller. */
char *problems_line(struct origin origin, const char *section, const char *key,
                    const char *message);

/* "; did you mean \"x\"?" or "": owned by the caller. */
char *problems_suggest(const char *word, const char *const *candidates, size_t count);

#endif
