/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/placeholders.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

const char *const placeholder_names[placeholder_count] = {"{workers}", "{n}", "{directory}"};
const char placeholders_allowed[] = "{workers}, {n} and {directory}";
const char placeholders_directory[] = "PARBENCH_DIRECTORY";

/* Takes `word`. */
static char *replace(char *word, const char *name, const char *value)
{
    char *replaced = text_replace(word, name, value);
    free(word);
    return replaced;
}

/* The directory last: what it is called is no place for the others. */
char *placeholders_fill(const struct placeholders *values, const char *word)
{
    char *workers = text_format("%" PRIu32, values->workers);
    char *n = text_format("%" PRIu64, values->n);
    char *filled = replace(replace(xstrdup(word), "{workers}", workers), "{n}", n);
    free(workers);
    free(n);
    return replace(filled, "{directory}", values->directory);
}

static bool is_known(const char *brace, size_t length)
{
    for (size_t i = 0; i < placeholder_count; i++)
        if (strlen(placeholder_names[i]) == length &&
            strncmp(placeholder_names[i], brace, length) == 0)
            return true;
    return false;
}

/* Bytes of "{name}" at `brace`, or 0 where that is something else. */
static size_t name_length(const char *word, const char *brace)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    size_t length = strspn(brace + 1, letters);
    bool named = length > 0 && brace[1 + length] == '}' && (brace == word || brace[-1] != '$');
    return named ? length + 2 : 0;
}

char *placeholders_next_unknown(const char *word, size_t *from)
{
    for (const char *brace = word + *from; (brace = strchr(brace, '{')) != NULL; brace++) {
        size_t length = name_length(word, brace);
        if (length == 0 || is_known(brace, length))
            continue;
        *from = (size_t)(brace - word) + length;
        return xstrndup(brace, length);
    }
    return NULL;
}
