/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that is there or ends the program, owned strings, lists of them, and the small operations
 * on words that several modules share. */
#ifndef PARBENCH_BASE_TEXT_H
#define PARBENCH_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* These never return NULL: out of memory ends the program with a message. free() gives back. */
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *memory, size_t size);
char *xstrdup(const char *text);
char *xstrndup(const char *text, size_t length);
char *text_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A string that grows; all zero is empty. `data` is NULL or NUL-terminated. */
struct text {
    char *data;
    size_t length;
    size_t capacity;
};
void text_append(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_append_bytes(struct text *text, const char *bytes, size_t length);
void text_free(struct text *text);

/* A list of owned strings; all zero is empty. Once it has a member, `items` ends with NULL and can
 * serve as an argv. */
struct text_list {
    char **items;
    size_t count;
};
void text_list_add(struct text_list *list, const char *item);
void text_list_take(struct text_list *list, char *item); /* takes ownership */
bool text_list_contains(const struct text_list *list, const char *item);
char *text_list_join(const struct text_list *list, const char *separator); /* owned by the caller */
void text_list_free(struct text_list *list);

/* `text` cut at commas, blanks around the members removed; an empty member is kept as "". */
void text_split_commas(const char *text, struct text_list *list);

/* Words separated by blanks; '...' and "..." quote, a backslash escapes outside of '...'. Never a
 * shell: nothing is expanded. */
int text_split_words(const char *text, struct text_list *list, struct error *error);

/* `text` with each `{name}` replaced by value; owned by the caller. */
char *text_replace(const char *text, const char *name, const char *value);

bool text_starts_with(const char *text, const char *prefix);

/* The member nearest to `word` by edit distance, or NULL where none is near enough to be meant. */
const char *text_nearest(const char *word, const char *const *candidates, size_t count);

/* One line of valid UTF-8 without control characters, at most size - 1 bytes; the end of the text
 * is what is cut off. Blank runs become one blank. */
void text_one_line(char *to, size_t size, const char *from);

/* The same without a limit; owned by the caller. */
char *text_clean(const char *from);

bool text_is_utf8(const char *text);

/* A letter, then letters, digits, '.', '_' or '-'. */
bool text_is_name(const char *text);

#endif
