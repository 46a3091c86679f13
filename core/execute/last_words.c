/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "execute/last_words.h"

#include <stdlib.h>
#include <string.h>

enum { quoted_size = 200, kept_size = last_words_size - 1 };

void last_words_add(struct last_words *words, const char *bytes, size_t count)
{
    if (count > kept_size) {
        bytes += count - kept_size;
        count = kept_size;
    }
    size_t keep = words->used + count > kept_size ? kept_size - count : words->used;
    memmove(words->bytes, words->bytes + (words->used - keep), keep);
    memcpy(words->bytes + keep, bytes, count);
    words->used = keep + count;
    words->bytes[words->used] = '\0';
}

const char *last_words_own(const struct last_words *words)
{
    const char *last = NULL;
    for (const char *line = words->bytes; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        last = text_starts_with(line, "parbench: ") ? line : last;
    }
    return last;
}

static const char *begin_of_quote(const struct last_words *words, bool from_begin)
{
    const char *from = words->bytes;
    size_t used = strlen(from);
    if (from_begin)
        return from + strcspn(from, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    if (used > quoted_size)
        from += used - quoted_size;
    while ((*from & 0xC0) == 0x80)
        from++; /* not in the middle of a character */
    return from;
}

void last_words_quote(const struct last_words *words, bool from_begin, struct text *to)
{
    char line[quoted_size];
    const char *own = last_words_own(words);
    char *cut =
        own ? xstrndup(own, strcspn(own, "\n")) : xstrdup(begin_of_quote(words, from_begin));
    text_one_line(line, sizeof line, cut);
    free(cut);
    if (line[0] != '\0')
        text_append(to, "; stderr: %s", line);
}
