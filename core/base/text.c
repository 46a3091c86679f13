/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *checked(void *memory)
{
    if (memory == NULL) {
        fputs("parbench: out of memory\n", stderr);
        abort();
    }
    return memory;
}

void *xcalloc(size_t count, size_t size)
{
    return checked(calloc(count ? count : 1, size ? size : 1));
}

void *xrealloc(void *memory, size_t size)
{
    return checked(realloc(memory, size ? size : 1));
}

char *xstrdup(const char *text)
{
    return checked(strdup(text));
}

char *xstrndup(const char *text, size_t length)
{
    return checked(strndup(text, length));
}

char *text_format(const char *format, ...)
{
    va_list arguments;
    char *text;
    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    return checked(length < 0 ? NULL : text);
}

/* ---- text ----------------------------------------------------------------------------------- */

void text_append_bytes(struct text *text, const char *bytes, size_t length)
{
    if (text->length + length + 1 > text->capacity) {
        text->capacity = (text->length + length + 1) * 2;
        text->data = xrealloc(text->data, text->capacity);
    }
    memcpy(text->data + text->length, bytes, length);
    text->length += length;
    text->data[text->length] = '\0';
}

void text_append(struct text *text, const char *format, ...)
{
    va_list arguments;
    char *addition;
    va_start(arguments, format);
    int length = vasprintf(&addition, format, arguments);
    va_end(arguments);
    checked(length < 0 ? NULL : addition);
    text_append_bytes(text, addition, (size_t)length);
    free(addition);
}

void text_free(struct text *text)
{
    free(text->data);
    *text = (struct text){0};
}

/* ---- lists ---------------------------------------------------------------------------------- */

void text_list_take(struct text_list *list, char *item)
{
    list->items = xrealloc(list->items, (list->count + 2) * sizeof *list->items);
    list->items[list->count++] = item;
    list->items[list->count] = NULL;
}

void text_list_add(struct text_list *list, const char *item)
{
    text_list_take(list, xstrdup(item));
}

bool text_list_contains(const struct text_list *list, const char *item)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i], item) == 0)
            return true;
    return false;
}

char *text_list_join(const struct text_list *list, const char *separator)
{
    struct text joined = {0};
    text_append_bytes(&joined, "", 0);
    for (size_t i = 0; i < list->count; i++)
        text_append(&joined, "%s%s", i ? separator : "", list->items[i]);
    return joined.data;
}

void text_list_free(struct text_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->items[i]);
    free(list->items);
    *list = (struct text_list){0};
}

/* ---- splitting ------------------------------------------------------------------------------ */

void text_split_commas(const char *text, struct text_list *list)
{
    for (const char *start = text;;) {
        size_t length = strcspn(start, ",");
        const char *first = start, *last = start + length;
        while (first < last && isspace((unsigned char)*first))
            first++;
        while (last > first && isspace((unsigned char)last[-1]))
            last--;
        text_list_take(list, xstrndup(first, (size_t)(last - first)));
        if (start[length] == '\0')
            return;
        start += length + 1;
    }
}

/* Appends one word of `*cursor` to `word` and moves the cursor behind it. */
static int take_word(const char **cursor, struct text *word, struct error *error)
{
    char quote = '\0';
    const char *c = *cursor;
    for (; *c != '\0' && (quote != '\0' || !isspace((unsigned char)*c)); c++) {
        if (quote != '\0' && *c == quote) {
            quote = '\0';
        } else if (quote == '\0' && (*c == '"' || *c == '\'')) {
            quote = *c;
        } else {
            if (*c == '\\' && quote != '\'' && c[1] != '\0')
                c++;
            text_append_bytes(word, c, 1);
        }
    }
    if (quote != '\0')
        return error_set(error, "a quote (%c) is not closed", quote);
    *cursor = c;
    return 0;
}

int text_split_words(const char *text, struct text_list *list, struct error *error)
{
    for (const char *cursor = text;;) {
        while (isspace((unsigned char)*cursor))
            cursor++;
        if (*cursor == '\0')
            return 0;
        struct text word = {0};
        text_append_bytes(&word, "", 0);
        if (take_word(&cursor, &word, error) != 0) {
            text_free(&word);
            return -1;
        }
        text_list_take(list, word.data);
    }
}

char *text_replace(const char *text, const char *name, const char *value)
{
    struct text result = {0};
    size_t length = strlen(name);
    const char *found;
    for (; (found = strstr(text, name)) != NULL; text = found + length) {
        text_append_bytes(&result, text, (size_t)(found - text));
        text_append(&result, "%s", value);
    }
    text_append(&result, "%s", text);
    return result.data;
}

bool text_starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool text_is_name(const char *text)
{
    if (!isalpha((unsigned char)*text))
        return false;
    return text[strspn(
               text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")] == '\0';
}

/* ---- nearest word --------------------------------------------------------------------------- */

enum { longest_compared = 63 };

static size_t smallest(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

/* Edit distance with swaps of neighbours (optimal string alignment), letter case ignored. */
static size_t edit_distance(const char *a, const char *b)
{
    size_t rows[3][longest_compared + 1];
    size_t length_a = strlen(a), length_b = strlen(b);
    if (length_a > longest_compared || length_b > longest_compared)
        return SIZE_MAX;
    for (size_t j = 0; j <= length_b; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= length_a; i++) {
        size_t *row = rows[i % 3], *above = rows[(i - 1) % 3], *twice = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= length_b; j++) {
            int x = tolower((unsigned char)a[i - 1]), y = tolower((unsigned char)b[j - 1]);
            row[j] = smallest(above[j] + 1, row[j - 1] + 1, above[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == tolower((unsigned char)b[j - 2]) &&
                y == tolower((unsigned char)a[i - 2]) && twice[j - 2] + 1 < row[j])
                row[j] = twice[j - 2] + 1;
        }
    }
    return rows[length_a % 3][length_b];
}

const char *text_nearest(const char *word, const char *const *candidates, size_t count)
{
    const char *nearest = NULL;
    size_t least = strlen(word) / 3 + 2;
    for (size_t i = 0; i < count; i++) {
        size_t distance = edit_distance(word, candidates[i]);
        if (distance < least && distance < strlen(candidates[i])) {
            least = distance;
            nearest = candidates[i];
        }
    }
    return nearest;
}

/* ---- one line ------------------------------------------------------------------------------- */

/* Bytes of the valid UTF-8 sequence at `from` (RFC 3629), or 0. */
static size_t utf8_length(const unsigned char *from)
{
    unsigned char c = from[0];
    size_t length = c < 0x80 ? 1 : c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 0;
    for (size_t i = 1; i < length; i++)
        if ((from[i] & 0xC0) != 0x80)
            return 0;
    if ((c == 0xE0 && from[1] < 0xA0) || (c == 0xED && from[1] > 0x9F) ||
        (c == 0xF0 && from[1] < 0x90) || (c == 0xF4 && from[1] > 0x8F))
        return 0;
    return length;
}

bool text_is_utf8(const char *text)
{
    while (*text != '\0') {
        size_t length = utf8_length((const unsigned char *)text);
        if (length == 0)
            return false;
        text += length;
    }
    return true;
}

void text_one_line(char *to, size_t size, const char *from)
{
    size_t used = 0;
    bool blank = true; /* swallow leading blanks */
    for (const unsigned char *c = (const unsigned char *)from; *c != '\0';) {
        size_t length = utf8_length(c);
        bool control = length == 1 && (*c <= ' ' || *c == 0x7F);
        control = control || (length == 2 && *c == 0xC2 && c[1] < 0xA0); /* C1 controls */
        size_t needed = control || length == 0 ? 1 : length;
        if (used + needed >= size)
            break;
        if (control) {
            if (!blank)
                to[used++] = ' ';
        } else if (length == 0) {
            to[used++] = '?';
        } else {
            memcpy(to + used, c, length);
            used += length;
        }
        blank = control;
        c += length ? length : 1;
    }
    while (used > 0 && to[used - 1] == ' ')
        used--;
    to[used] = '\0';
}

char *text_clean(const char *from)
{
    size_t size = strlen(from) + 1; /* nothing gets longer */
    char *clean = xcalloc(size, 1);
    text_one_line(clean, size, from);
    return clean;
}
