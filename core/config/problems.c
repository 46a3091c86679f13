/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/problems.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *problems_line(struct origin origin, const char *section, const char *key, const char *message)
{
    struct text line = {0};
    text_append(&line, "%s:", origin.file);
    if (origin.line > 0)
        text_append(&line, "%d:", origin.line);
    text_append(&line, " ");
    bool is_path = section != NULL && strchr(section, '/') != NULL;
    if (section != NULL) /* "./mine.so.plugin" would look like a file */
        text_append(&line, "%s%s%s%s%s: ", is_path ? "[" : "", section, is_path ? "]" : "",
                    key ? "." : "", key ? key : "");
    text_append(&line, "%s", message);
    return line.data;
}

/* Of a line about this file: the number in it, INT_MAX where it has none; -1 for another file. */
static int number_of(const char *line, const char *file)
{
    size_t length = strlen(file);
    if (strncmp(line, file, length) != 0 || line[length] != ':')
        return -1;
    int number = atoi(line + length + 1);
    return number > 0 ? number : INT_MAX;
}

static void put_in_order(struct text_list *lines, const char *file)
{
    for (size_t i = lines->count - 1; i > 0; i--) {
        char *before = lines->items[i - 1], *last = lines->items[i];
        if (number_of(before, file) <= number_of(last, file))
            return;
        lines->items[i - 1] = last;
        lines->items[i] = before;
    }
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
    put_in_order(&problems->lines, origin.file);
    free(message);
}

char *problems_suggest(const char *word, const char *const *candidates, size_t count)
{
    const char *nearest = text_nearest(word, candidates, count);
    return nearest ? text_format("; did you mean \"%s\"?", nearest) : xstrdup("");
}
