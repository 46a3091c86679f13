/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/ini.h"

#include <ctype.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "config/keys.h"

/* inih r55 reads at most 199 bytes and a newline, and remembers 49 bytes of a name. */
enum { longest_line = 198, longest_name = 49 };

struct reader {
    struct ini_document *document;
    struct problems *problems;
    const char *rest; /* what is still to be read */
    struct origin origin;
    size_t section; /* of the lines now read */
    bool in_section;
    bool entry_open;   /* an indented line may continue the last entry */
    bool entry_lost;   /* ... which was refused: its continuation is dropped */
    bool continuation; /* the line given to inih last continues one */
};

/* ---- the document --------------------------------------------------------------------------- */

size_t ini_section(struct ini_document *document, const char *title, struct origin origin)
{
    for (size_t i = 0; i < document->section_count; i++)
        if (strcmp(document->sections[i].title, title) == 0)
            return i;
    size_t length = strcspn(title, " \t");
    const char *word = title + length;
    word += strspn(word, " \t");
    document->sections =
        xrealloc(document->sections, (document->section_count + 1) * sizeof *document->sections);
    document->sections[document->section_count] = (struct ini_section){
        xstrdup(title), xstrndup(title, length), xstrdup(word), origin, false, false};
    return document->section_count++;
}

static struct ini_entry *find(const struct ini_document *document, size_t section, const char *key)
{
    for (size_t i = 0; i < document->entry_count; i++)
        if (document->entries[i].section == section && strcmp(document->entries[i].key, key) == 0)
            return &document->entries[i];
    return NULL;
}

const struct ini_entry *ini_find(const struct ini_document *document, size_t section,
                                 const char *key)
{
    return find(document, section, key);
}

static void append(struct ini_document *document, struct ini_entry entry)
{
    document->entries =
        xrealloc(document->entries, (document->entry_count + 1) * sizeof *document->entries);
    document->entries[document->entry_count++] = entry;
}

void ini_set(struct ini_document *document, size_t section, const char *key, const char *value,
             struct origin origin)
{
    struct ini_entry *entry = find(document, section, key);
    if (entry != NULL) {
        free(entry->value);
        entry->value = xstrdup(value);
        entry->origin = origin;
        return;
    }
    append(document, (struct ini_entry){section, section, xstrdup(key), xstrdup(value), origin});
}

void ini_inherit(struct ini_document *document, size_t section, const struct ini_entry *entry)
{
    append(document, (struct ini_entry){section, entry->home, xstrdup(entry->key),
                                        xstrdup(entry->value), entry->origin});
}

void ini_free(struct ini_document *document)
{
    for (size_t i = 0; i < document->section_count; i++) {
        free(document->sections[i].title);
        free(document->sections[i].type);
        free(document->sections[i].word);
    }
    for (size_t i = 0; i < document->entry_count; i++) {
        free(document->entries[i].key);
        free(document->entries[i].value);
    }
    free(document->sections);
    free(document->entries);
    free(document->text);
    free(document->path);
    *document = (struct ini_document){0};
}

/* ---- raw lines ------------------------------------------------------------------------------ */

static bool is_comment(char c)
{
    return c == ';' || c == '#';
}

/* Cuts blanks at the end and a " ; comment", as inih does on the first line of a value only. */
static void cut_comment(char *line)
{
    for (char *c = line; *c != '\0'; c++)
        if (*c == ';' && (c == line || isspace((unsigned char)c[-1])))
            *c = '\0';
    size_t length = strlen(line);
    while (length > 0 && isspace((unsigned char)line[length - 1]))
        line[--length] = '\0';
}

/* "[ backend  threads ]" -> "backend threads" */
static char *normal_title(const char *begin, size_t length)
{
    struct text_list words = {0};
    char *copy = xstrndup(begin, length), *rest = copy, *word;
    while ((word = strsep(&rest, " \t")) != NULL)
        if (*word != '\0')
            text_list_add(&words, word);
    char *title = text_list_join(&words, " ");
    text_list_free(&words);
    free(copy);
    return title;
}

/* What stands outside of the brackets, or lacks one. */
static void check_brackets(const struct reader *reader, const char *line, const char *end)
{
    const char *after = *end == ']' ? end + 1 + strspn(end + 1, " \t") : end;
    if (*end == '\0')
        problems_add(reader->problems, reader->origin, NULL, NULL, "%s: the ] is missing", line);
    else if (*after != '\0' && !is_comment(*after))
        problems_add(reader->problems, reader->origin, NULL, NULL,
                     "\"%s\" stands behind the section; a section has its line for itself", after);
}

static void read_section(struct reader *reader, const char *line)
{
    const char *end = line + strcspn(line, "]");
    size_t length = (size_t)(end - line) + (*end == ']');
    bool ignored = length > longest_line;
    if (ignored)
        problems_add(reader->problems, reader->origin, NULL, NULL,
                     "the section has %zu bytes; allowed: %d; a section does not go on on another "
                     "line: give it a short name, and a long path as plugin = ...",
                     length, longest_line);
    else
        check_brackets(reader, line, end);
    char *title = normal_title(line + 1, (size_t)(end - line - 1));
    size_t before = reader->document->section_count;
    reader->entry_open = reader->entry_lost = false;
    reader->in_section = true;
    reader->section = ini_section(reader->document, title, reader->origin);
    struct ini_section *section = &reader->document->sections[reader->section];
    if (reader->section < before && !ignored)
        problems_add(reader->problems, reader->origin, title, NULL,
                     "the section is there already, in line %d; join the two",
                     section->origin.line);
    section->ignored = section->ignored || ignored;
    free(title);
}

static bool is_section(const char *line)
{
    enum section_type type;
    size_t begin = 1 + strspn(line + 1, " \t");
    char *word = *line == '[' ? xstrndup(line + begin, strcspn(line + begin, " \t]")) : NULL;
    bool known = word != NULL && keys_section_type(word, &type);
    free(word);
    return known;
}

/* The length of the key or section that an indented line seems to begin with, or 0. */
static size_t indented_key(const char *line)
{
    if (is_section(line))
        return strcspn(line, "]");
    size_t length = strcspn(line, " \t=");
    const char *sign = line + length + strspn(line + length, " \t");
    char *key = xstrndup(line, length);
    bool known = *sign == '=' && keys_any_section_has(key);
    free(key);
    return known ? length : 0;
}

/* True where inih may read the line. */
static bool accept_continuation(struct reader *reader, char *line)
{
    char *text = line + strspn(line, " \t");
    size_t key = indented_key(text);
    if (key > 0) {
        problems_add(reader->problems, reader->origin, NULL, NULL,
                     "\"%.*s%s\" is indented: an indented line continues the one above; begin the "
                     "key at the start of the line",
                     (int)key, text, *text == '[' ? "]" : " =");
        return false;
    }
    if (reader->entry_lost)
        return false;
    if (!reader->entry_open) {
        problems_add(reader->problems, reader->origin, NULL, NULL,
                     "an indented line continues the one above, and there is none");
        return false;
    }
    reader->continuation = true;
    return true;
}

/* "n : 1000" sets n: it is not missing, too. */
static void keep_entry(struct reader *reader, const char *line, size_t sign)
{
    char *key = normal_title(line, sign);
    const char *value = line + sign + 1;
    value += strspn(value, " \t");
    if (*value != '\0' && reader->in_section && keys_any_section_has(key))
        ini_set(reader->document, reader->section, key, value, reader->origin);
    free(key);
}

static bool accept_entry(struct reader *reader, const char *line)
{
    size_t length = strcspn(line, "=:"), last = length;
    const char *problem = NULL;
    while (last > 0 && isspace((unsigned char)line[last - 1]))
        last--;
    if (line[length] == '\0')
        problem = "is no key = value; allowed: [section], key = value, ; comment";
    else if (line[length] == ':')
        problem = "has a ':' before any '='; a key is set with '='";
    else if (last == 0)
        problem = "has no key before the '='";
    else if (last > longest_name)
        problem = "has a key of more than 49 bytes";
    else if (!reader->in_section)
        problem = "stands before any [section]";
    if (problem != NULL)
        problems_add(reader->problems, reader->origin, NULL, NULL, "\"%s\" %s", line, problem);
    if (line[length] == ':')
        keep_entry(reader, line, length);
    reader->entry_open = problem == NULL;
    reader->entry_lost = problem != NULL;
    return problem == NULL;
}

/* The key is kept all the same, lest it be called missing. */
static bool refuse_long(struct reader *reader, const char *line)
{
    size_t length = strcspn(line, " \t=");
    problems_add(reader->problems, reader->origin, NULL, NULL,
                 "the line has %zu bytes; allowed: %d; go on on an indented line", strlen(line),
                 longest_line);
    if (length > 0) {
        reader->entry_open = false;
        reader->entry_lost = true;
    }
    if (length > 0 && reader->in_section && strchr(line, '=') != NULL) {
        char *key = xstrndup(line, length);
        const char *value = strchr(line, '=') + 1;
        value += strspn(value, " \t");
        ini_set(reader->document, reader->section, key, value, reader->origin);
        free(key);
    }
    return false;
}

static bool accept_line(struct reader *reader, char *line)
{
    const char *first = line + strspn(line, " \t");
    reader->continuation = false;
    if (*first == '\0' || is_comment(*first))
        return false;
    if (*line == '[') {
        read_section(reader, line);
        return false;
    }
    cut_comment(line); /* as inih does, which then has less to read */
    if (strlen(line) > longest_line)
        return refuse_long(reader, line);
    return first > line ? accept_continuation(reader, line) : accept_entry(reader, line);
}

/* Hands inih the next line, or an empty one in place of what it must not see. */
static char *next_line(char *to, int size, void *stream)
{
    struct reader *reader = stream;
    if (*reader->rest == '\0')
        return NULL;
    size_t length = strcspn(reader->rest, "\n");
    char *line = xstrndup(reader->rest, length);
    reader->rest += length + (reader->rest[length] == '\n');
    reader->origin.line++;
    if (length > 0 && line[length - 1] == '\r')
        line[length - 1] = '\0';
    if (!text_is_utf8(line))
        problems_add(reader->problems, reader->origin, NULL, NULL, "the line is not UTF-8");
    if (accept_line(reader, line))
        snprintf(to, (size_t)size, "%s\n", line);
    else
        snprintf(to, (size_t)size, "\n");
    free(line);
    return to;
}

static int take_value(void *user, const char *section, const char *key, const char *value)
{
    struct reader *reader = user;
    struct ini_document *document = reader->document;
    (void)section; /* the reader knows it in full length */
    if (reader->continuation) {
        struct ini_entry *last = &document->entries[document->entry_count - 1];
        char *joined = text_format("%s%s%s", last->value, *last->value ? " " : "", value);
        free(last->value);
        last->value = joined;
        return 1;
    }
    const struct ini_entry *earlier = find(document, reader->section, key);
    if (earlier != NULL) {
        problems_add(reader->problems, reader->origin, document->sections[reader->section].title,
                     key, "is set already, in line %d", earlier->origin.line);
        reader->entry_lost = true;
        return 1;
    }
    ini_set(document, reader->section, key, value, reader->origin);
    return 1;
}

int ini_read(const char *path, const char *text, struct ini_document *document,
             struct problems *problems, struct error *error)
{
    enum { most_bytes = 1 << 20 };
    size_t size = text ? strlen(text) : 0;
    *document = (struct ini_document){.path = xstrdup(path), .text = text ? xstrdup(text) : NULL};
    if (text == NULL && path_read_small_file(path, most_bytes, &document->text, &size, error) != 0)
        return -1;
    struct reader reader = {.document = document,
                            .problems = problems,
                            .rest = document->text,
                            .origin = {document->path, 0}};
    if (strlen(document->text) != size)
        problems_add(problems, reader.origin, NULL, NULL, "has a NUL byte; INI files are text");
    if (text_starts_with(reader.rest, "\xEF\xBB\xBF"))
        reader.rest += 3;
    if (ini_parse_stream(next_line, &reader, take_value, &reader) != 0)
        problems_add(problems, reader.origin, NULL, NULL, "inih refuses the file");
    return 0;
}
