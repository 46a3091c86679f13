/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `include = common.ini`: the file and those that it includes as one document. What is included
 * comes first, and the keys of the including file go before. */
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "config/loader.h"

struct reading {
    struct loader *loader;
    const struct source *source;
    struct text_list open;  /* absolute paths of the files that include the current one, and it */
    struct text_list shown; /* as messages call them */
    struct text_list done;
};

/* ---- paths ---------------------------------------------------------------------------------- */

/* "a/b/../c" -> "a/c", in place: by the names alone, so that a path stays the same when the files
 * are gone. */
static void drop_parents(char *path)
{
    char *from = path;
    for (char *up; (up = strstr(from, "/../")) != NULL;) {
        char *name = up;
        while (name > path && name[-1] != '/')
            name--;
        if (name[0] == '/' || text_starts_with(name, "./") || text_starts_with(name, "../")) {
            from = up + strlen("/..");
        } else {
            memmove(name, up + strlen("/../"), strlen(up + strlen("/../")) + 1);
            from = path;
        }
    }
}

/* The file that `word` means in the file `including`. */
static char *path_beside(const char *including, const char *word)
{
    char *directory = path_directory(including);
    char *path = strchr(including, '/') ? path_join(directory, word) : xstrdup(word);
    drop_parents(path);
    free(directory);
    return path;
}

static char *path_identity(const char *path)
{
    char *absolute = path_absolute(path);
    drop_parents(absolute);
    return absolute;
}

/* ---- merging -------------------------------------------------------------------------------- */

static void merge(struct ini_document *whole, const struct ini_document *file)
{
    for (size_t i = 0; i < file->section_count; i++) {
        const struct ini_section *section = &file->sections[i];
        size_t to = ini_section(whole, section->title, section->origin);
        whole->sections[to].ignored = whole->sections[to].ignored || section->ignored;
        if (*section->word == '\0')
            whole->sections[to].origin = section->origin; /* else its word is that file's path */
    }
    for (size_t i = 0; i < file->entry_count; i++) {
        const struct ini_entry *entry = &file->entries[i];
        const struct ini_section *section = &file->sections[entry->section];
        ini_set(whole, ini_section(whole, section->title, section->origin), entry->key,
                entry->value, entry->origin);
    }
}

/* Origins point into the file's path, so it lives as long as the loader. */
static void keep(struct loader *loader, struct ini_document file)
{
    loader->files = xrealloc(loader->files, (loader->file_count + 1) * sizeof *loader->files);
    loader->files[loader->file_count++] = file;
}

static void note_text(struct experiment *experiment, const char *path, const char *text)
{
    size_t size = (experiment->include_count + 1) * sizeof *experiment->includes;
    experiment->includes = xrealloc(experiment->includes, size);
    experiment->includes[experiment->include_count++] =
        (struct included){xstrdup(path), xstrdup(text)};
}

/* ---- reading -------------------------------------------------------------------------------- */

static void refuse(struct reading *reading, const struct ini_entry *entry, const char *message)
{
    problems_add(reading->loader->problems, entry->origin, "experiment", "include", "%s", message);
}

static void refuse_circle(struct reading *reading, const struct ini_entry *entry,
                          const char *identity, const char *path)
{
    struct text chain = {0};
    size_t i = 0;
    while (strcmp(reading->open.items[i], identity) != 0)
        i++;
    text_append(&chain, "goes round in a circle: ");
    for (; i < reading->open.count; i++)
        text_append(&chain, "%s -> ", reading->shown.items[i]);
    text_append(&chain, "%s", path);
    refuse(reading, entry, chain.data);
    text_free(&chain);
}

/* What the file said then, or NULL: it is to be read. */
static int find_text(const struct source *source, const char *identity, const char **text,
                     struct error *error)
{
    *text = NULL;
    for (size_t i = 0; i < source->include_count; i++)
        if (strcmp(source->includes[i].path, identity) == 0)
            *text = source->includes[i].text;
    if (*text == NULL && source->includes != NULL)
        return error_set(error, "%s: what it said is not known any more", identity);
    return 0;
}

static void read_file(struct reading *reading, struct ini_document file, const char *identity);

static void include(struct reading *reading, const struct ini_entry *entry, const char *path)
{
    char *identity = path_identity(path);
    struct ini_document file = {0};
    struct error error;
    const char *text;
    if (text_list_contains(&reading->open, identity)) {
        refuse_circle(reading, entry, identity, path);
    } else if (!text_list_contains(&reading->done, identity)) {
        if (find_text(reading->source, identity, &text, &error) != 0 ||
            ini_read(path, text, &file, reading->loader->problems, &error) != 0) {
            refuse(reading, entry, error.text);
            ini_free(&file);
        } else {
            note_text(reading->loader->experiment, identity, file.text);
            read_file(reading, file, identity);
        }
    }
    free(identity);
}

static void include_all(struct reading *reading, const struct ini_document *file,
                        const struct ini_entry *entry)
{
    struct text_list words = {0};
    text_split_commas(entry->value, &words);
    for (size_t i = 0; i < words.count; i++) {
        char *path = path_beside(file->path, words.items[i]);
        if (*words.items[i] != '\0')
            include(reading, entry, path);
        else
            refuse(reading, entry, "the list is empty or has an empty member");
        free(path);
    }
    text_list_free(&words);
}

static void drop_last(struct text_list *list)
{
    free(list->items[--list->count]);
    list->items[list->count] = NULL;
}

/* Takes the file over. */
static void read_file(struct reading *reading, struct ini_document file, const char *identity)
{
    size_t section = ini_section(&file, "experiment", (struct origin){file.path, 0});
    const struct ini_entry *entry = ini_find(&file, section, "include");
    text_list_add(&reading->open, identity);
    text_list_add(&reading->shown, file.path);
    if (entry != NULL)
        include_all(reading, &file, entry);
    drop_last(&reading->open);
    drop_last(&reading->shown);
    text_list_add(&reading->done, identity);
    merge(&reading->loader->document, &file);
    keep(reading->loader, file);
}

/* --set goes before the file here as well, but all other settings wait for the whole document. */
static void set_include(struct ini_document *file, const struct overrides *overrides)
{
    static const char key[] = "experiment.include=";
    const struct origin set = {"--set", 0};
    for (size_t i = 0; i < overrides->settings.count; i++)
        if (text_starts_with(overrides->settings.items[i], key))
            ini_set(file, ini_section(file, "experiment", set), "include",
                    overrides->settings.items[i] + strlen(key), set);
}

int loader_read(struct loader *loader, const struct source *source,
                const struct overrides *overrides, struct error *error)
{
    struct reading reading = {.loader = loader, .source = source};
    struct ini_document file;
    if (ini_read(source->path, source->text, &file, loader->problems, error) != 0) {
        ini_free(&file);
        return -1;
    }
    set_include(&file, overrides);
    loader->document.path = xstrdup(file.path);
    loader->document.text = xstrdup(file.text);
    char *identity = path_identity(file.path);
    read_file(&reading, file, identity);
    free(identity);
    text_list_free(&reading.open);
    text_list_free(&reading.shown);
    text_list_free(&reading.done);
    return 0;
}
