/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the command line adds to the document: --backend makes sections, --set sets keys. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "config/loader.h"

static const struct origin set = {"--set", 0}, backend = {"--backend", 0};

/* ---- sections by name ----------------------------------------------------------------------- */

/* "backend ./mine.so" -> "backend mine"; owned by the caller. */
static char *stem_title(const struct ini_section *section)
{
    char *stem = strchr(section->word, '/') ? path_stem(section->word) : xstrdup(section->word);
    char *title = text_format("%s%s%s", section->type, *stem ? " " : "", stem);
    free(stem);
    return title;
}

/* A section of --backend is called by the absolute path. */
static char *absolute_title(const char *title)
{
    const char *word = strchr(title, ' ');
    if (word == NULL)
        return xstrdup(title);
    char *path = path_absolute(word + 1);
    char *absolute = text_format("%.*s %s", (int)(word - title), title, path);
    free(path);
    return absolute;
}

static size_t find_title(const struct ini_document *document, const char *title)
{
    for (size_t i = 0; i < document->section_count; i++)
        if (strcmp(document->sections[i].title, title) == 0)
            return i;
    return no_section;
}

static size_t find_stem(const struct ini_document *document, const char *title)
{
    size_t found = no_section;
    for (size_t i = 0; i < document->section_count; i++) {
        char *candidate = stem_title(&document->sections[i]);
        bool equal = strcmp(candidate, title) == 0;
        free(candidate);
        if (equal && found != no_section)
            return no_section;
        if (equal)
            found = i;
    }
    return found;
}

size_t loader_find_section(const struct loader *loader, const char *title)
{
    size_t found = find_title(&loader->document, title);
    if (found == no_section) {
        char *absolute = absolute_title(title);
        found = find_title(&loader->document, absolute);
        free(absolute);
    }
    return found == no_section ? find_stem(&loader->document, title) : found;
}

char *loader_short_title(const struct loader *loader, size_t section)
{
    const struct ini_section *place = &loader->document.sections[section];
    char *stem = stem_title(place);
    if (loader_find_section(loader, stem) == section)
        return stem;
    free(stem);
    return xstrdup(place->title);
}

/* ---- --set ---------------------------------------------------------------------------------- */

static void refuse_form(struct loader *loader, const char *setting)
{
    static const enum section_type plain[] = {SECTION_EXPERIMENT, SECTION_MEASURE};
    char *key = xstrndup(setting, strcspn(setting, "=")), *hint = xstrdup("");
    for (size_t i = 0; i < sizeof plain / sizeof *plain && *hint == '\0'; i++) {
        if (!keys_known(plain[i], key))
            continue;
        free(hint);
        hint = text_format("; did you mean %s.%s?", keys_section_types[plain[i]], setting);
    }
    problems_add(loader->problems, set, NULL, NULL,
                 "\"%s\": is not of the form SECTION.KEY=VALUE%s", setting, hint);
    free(hint);
    free(key);
}

static void refuse_section(struct loader *loader, const char *setting, const char *title)
{
    struct text_list titles = {0};
    text_list_add(&titles, "experiment");
    text_list_add(&titles, "measure");
    for (size_t i = 0; i < loader->document.section_count; i++) {
        char *known = loader_short_title(loader, i);
        if (!text_list_contains(&titles, known))
            text_list_add(&titles, known);
        free(known);
    }
    char *known = text_list_join(&titles, ", ");
    char *suggestion = problems_suggest(title, (const char *const *)titles.items, titles.count);
    problems_add(loader->problems, set, NULL, NULL,
                 "\"%s\": there is no section %s; there are: %s%s", setting, title, known,
                 suggestion);
    free(suggestion);
    free(known);
    text_list_free(&titles);
}

/* Where "backend mpi.launcher" splits: at the last dot, or the one before "env.". */
static char *key_dot(char *place)
{
    char *environment = strstr(place, ".env.");
    return environment ? environment : strrchr(place, '.');
}

static void apply_pair(struct loader *loader, const char *setting, const char *title,
                       const char *key, const char *value)
{
    size_t section = loader_find_section(loader, title);
    if (strcmp(title, "experiment") == 0 || strcmp(title, "measure") == 0)
        section = ini_section(&loader->document, title, set);
    if (section == no_section)
        refuse_section(loader, setting, title);
    else
        ini_set(&loader->document, section, key, value, set);
}

static void apply_setting(struct loader *loader, const char *setting)
{
    char *copy = xstrdup(setting), *value = strchr(copy, '=');
    char *dot = NULL;
    if (value != NULL) {
        *value++ = '\0';
        dot = key_dot(copy);
    }
    if (dot == NULL || dot == copy || dot[1] == '\0') {
        refuse_form(loader, setting);
    } else {
        *dot = '\0';
        apply_pair(loader, setting, copy, dot + 1, value);
    }
    free(copy);
}

/* ---- --backend ------------------------------------------------------------------------------ */

/* "pthreads" */
static bool is_name(const char *file)
{
    return text_is_name(file) && strchr(file, '.') == NULL && !path_is_file(file);
}

static void add_backend(struct loader *loader, const char *file)
{
    if (is_name(file)) {
        problems_add(loader->problems, backend, NULL, NULL,
                     "%s: there is no such file; --backend takes the file of a plugin, like "
                     "./mine.so; by its name it is given in the INI file: [backend %s]",
                     file, file);
        return;
    }
    char *path = path_absolute(file), *title = text_format("backend %s", path);
    size_t before = loader->document.section_count;
    if (ini_section(&loader->document, title, backend) < before)
        problems_add(loader->problems, backend, NULL, NULL, "%s is given twice", file);
    free(title);
    free(path);
}

void loader_overrides(struct loader *loader, const struct overrides *overrides)
{
    for (size_t i = 0; i < overrides->backends.count; i++)
        add_backend(loader, overrides->backends.items[i]);
    for (size_t i = 0; i < overrides->settings.count; i++)
        apply_setting(loader, overrides->settings.items[i]);
}
