/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plugin/locate.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"

static void add_directories(const char *colon_list, struct text_list *directories)
{
    char *copy = xstrdup(colon_list), *rest = copy, *directory;
    while ((directory = strsep(&rest, ":")) != NULL)
        if (*directory != '\0')
            text_list_take(directories, path_absolute(directory));
    free(copy);
}

int plugin_search_path(const struct text_list *given, struct text_list *directories,
                       struct error *error)
{
    char *self;
    if (path_self(&self, error) != 0)
        return -1;
    for (size_t i = 0; i < given->count; i++)
        add_directories(given->items[i], directories);
    const char *environment = getenv("PARBENCH_PLUGIN_PATH");
    if (environment != NULL)
        add_directories(environment, directories);
    char *bin = path_directory(self);
    text_list_take(directories, path_join(bin, "plugins"));
    text_list_take(directories, path_join(bin, PARBENCH_RELATIVE_PLUGINS));
    text_list_add(directories, PARBENCH_INSTALLED_PLUGINS);
    free(bin);
    free(self);
    return 0;
}

static int locate_path(const char *base, const char *word, char **path, struct error *error)
{
    char *joined = path_join(base, word);
    *path = path_absolute(joined);
    free(joined);
    if (path_is_file(*path))
        return 0;
    error_set(error, "plugin \"%s\" not found: there is no file %s", word, *path);
    free(*path);
    *path = NULL;
    return -1;
}

/* "./mine.so" where that file is in `base` and the word is "mine.so" or "mine"; NULL otherwise. */
static char *same_in_base(const char *base, const char *word)
{
    const char *dot = strrchr(word, '.');
    bool complete = dot != NULL && strcmp(dot, ".so") == 0;
    char *name = text_format("./%s%s", word, complete ? "" : ".so"), *path = path_join(base, name);
    bool there = path_is_file(path);
    free(path);
    if (there)
        return name;
    free(name);
    return NULL;
}

/* The plugin whose name is nearest, or NULL. Owned by the caller. */
static char *nearest_name(const struct text_list *directories, const char *word)
{
    struct text_list paths = {0}, names = {0};
    plugin_find_all(directories, &paths);
    for (size_t i = 0; i < paths.count; i++)
        text_list_take(&names, path_stem(paths.items[i]));
    const char *nearest = text_nearest(word, (const char *const *)names.items, names.count);
    char *copy = nearest ? xstrdup(nearest) : NULL;
    text_list_free(&names);
    text_list_free(&paths);
    return copy;
}

static int not_found(const struct text_list *directories, const char *base, const char *word,
                     struct error *error)
{
    char *tried = text_list_join(directories, ", "), *meant = same_in_base(base, word);
    if (meant == NULL)
        meant = nearest_name(directories, word);
    error_set(error, "plugin \"%s\" not found: no %s.so in %s%s%s%s", word, word, tried,
              meant ? "; did you mean \"" : "", meant ? meant : "", meant ? "\"?" : "");
    free(meant);
    free(tried);
    return -1;
}

int plugin_locate(const struct text_list *directories, const char *base, const char *word,
                  char **path, struct error *error)
{
    if (strchr(word, '/') != NULL)
        return locate_path(base, word, path, error);
    for (size_t i = 0; i < directories->count; i++) {
        *path = text_format("%s/%s.so", directories->items[i], word);
        if (path_is_file(*path))
            return 0;
        free(*path);
    }
    *path = NULL;
    return not_found(directories, base, word, error);
}

/* "DIRECTORY/" and "*.so", of which only the second is a pattern. */
static char *glob_pattern(const char *directory)
{
    struct text pattern = {0};
    for (; *directory != '\0'; directory++)
        text_append(&pattern, strchr("*?[\\", *directory) ? "\\%c" : "%c", *directory);
    text_append(&pattern, "/*.so");
    return pattern.data;
}

void plugin_find_all(const struct text_list *directories, struct text_list *paths)
{
    struct text_list names = {0};
    for (size_t i = 0; i < directories->count; i++) {
        char *pattern = glob_pattern(directories->items[i]);
        glob_t found;
        if (glob(pattern, 0, NULL, &found) == 0) {
            for (size_t j = 0; j < found.gl_pathc; j++) {
                char *name = path_stem(found.gl_pathv[j]);
                bool taken = !path_is_file(found.gl_pathv[j]) || text_list_contains(&names, name);
                if (!taken) {
                    text_list_add(paths, found.gl_pathv[j]);
                    text_list_add(&names, name);
                }
                free(name);
            }
            globfree(&found);
        }
        free(pattern);
    }
    text_list_free(&names);
}
