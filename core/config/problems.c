/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/problems.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

char *problems_line(struct origin origin, const char *section, const char *key, const char *message)
{
    struct text line = {0};
    text_append(&line, "%s:", origin.file);
    if (origin.line > 0)
        text_append(&line, "%d:", origin.line);
    text_append(&line, " ");
    if (section != NULL)
        text_append(&line, "%s%s%s: ", section, key ? "." : "", key ? key : "");
    text_append(&line, "%s", message);
    return line.data;
}

void problems_add(struct problems *problems, struct origin origin, const char *section,
                  const char *key, const char *format, ...)
{
    va_list arguments;
    char *message;
    va_start(arguments, format);
    if (vasprintf(&message, format, arguments) < 0)
        abort();
    va_end(arguments);
    text_list_take(&problems->lines, problems_line(origin, section, key, message));
    free(message);
}

char *problems_suggest(const char *word, const char *const *candidates, size_t count)
{
    const char *nearest = text_nearest(word, candidates, count);
    return nearest ? text_format("; did you mean \"%s\"?", nearest) : xstrdup("");
}
