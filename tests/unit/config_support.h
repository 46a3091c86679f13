/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Problems as a table writes them. */
#ifndef PARBENCH_TESTS_CONFIG_SUPPORT_H
#define PARBENCH_TESTS_CONFIG_SUPPORT_H

#include "config/problems.h"
#include "support.h"

struct wanted_problem {
    int line;         /* 0: none, negative: not of the file */
    const char *part; /* NULL ends the list */
};

/* Exactly these, in any order; `path` is the file's. */
static inline void expect_problems(const struct problems *problems, const char *path,
                                   const struct wanted_problem *wanted, const char *row)
{
    char *all = text_list_join(&problems->lines, "\n  ");
    size_t count = 0;
    for (; wanted[count].part != NULL; count++) {
        char *place = wanted[count].line > 0    ? text_format("%s:%d: ", path, wanted[count].line)
                      : wanted[count].line == 0 ? text_format("%s: ", path)
                                                : xstrdup("");
        size_t found = 0;
        for (size_t i = 0; i < problems->lines.count; i++)
            found += text_starts_with(problems->lines.items[i], place) &&
                     strstr(problems->lines.items[i], wanted[count].part) != NULL;
        expect(found == 1, "%s: %zu problems \"%s...%s\" among\n  %s", row, found, place,
               wanted[count].part, all);
        free(place);
    }
    expect(problems->lines.count == count, "%s: %zu problems, not %zu\n  %s", row,
           problems->lines.count, count, all);
    free(all);
}

#endif
