/* SPDX-License-Identifier: GPL-3.0-or-later */
/* experiment_load with the plugins of this build, and what to look at afterwards. */
#ifndef PARBENCH_TESTS_EXPERIMENT_SUPPORT_H
#define PARBENCH_TESTS_EXPERIMENT_SUPPORT_H

#include <inttypes.h>

#include "config/experiment.h"
#include "config_support.h"

/* Three lines, to which a backend is added. */
#define LEAST "[experiment]\nn = 10\n[kernel pi]\n"

enum { most_settings = 3 };

struct loaded {
    struct experiment experiment;
    struct problems problems;
    char *path; /* of the INI file */
};

static inline void load(const char *text, const char *const *settings, const char *const *backends,
                        struct loaded *loaded)
{
    struct overrides overrides = {0};
    struct text_list directories = {0};
    struct error error = {""};
    *loaded = (struct loaded){.path = scratch_write("test.ini", text)};
    for (size_t i = 0; settings && i < most_settings && settings[i] != NULL; i++)
        text_list_add(&overrides.settings, settings[i]);
    for (size_t i = 0; backends && i < most_settings && backends[i] != NULL; i++)
        text_list_add(&overrides.backends, backends[i]);
    text_list_add(&directories, PARBENCH_PLUGINS);
    text_list_take(&directories, scratch_path("plugins"));
    expect(experiment_load((struct source){.path = loaded->path}, &overrides, PARBENCH_PROGRAM,
                           &directories, (struct machine_size){.cores = 6, .cpus = 12},
                           &loaded->experiment, &loaded->problems, &error) == 0,
           "%s", error.text);
    text_list_free(&overrides.settings);
    text_list_free(&overrides.backends);
    text_list_free(&directories);
}

static inline void load_good(const char *text, const char *const *settings, struct loaded *loaded)
{
    static const struct wanted_problem none[1];
    load(text, settings, NULL, loaded);
    expect_problems(&loaded->problems, loaded->path, none, text);
}

static inline void unload(struct loaded *loaded)
{
    experiment_free(&loaded->experiment);
    text_list_free(&loaded->problems.lines);
    free(loaded->path);
}

static inline const struct effective *effective(const struct loaded *loaded, const char *section,
                                                const char *key)
{
    const struct experiment *experiment = &loaded->experiment;
    for (size_t i = 0; i < experiment->effective_count; i++)
        if (strcmp(experiment->effective[i].section, section) == 0 &&
            strcmp(experiment->effective[i].key, key) == 0)
            return &experiment->effective[i];
    return NULL;
}

/* A plugin of this build under another name, below the scratch directory. */
static inline void copy_plugin(const char *name, const char *to)
{
    struct error error;
    char *from = text_format("%s/%s.so", PARBENCH_PLUGINS, name), *data, *path;
    size_t size;
    assert_int_equal(path_read_file(from, &data, &size, &error), 0);
    path = scratch_write(to, "");
    assert_int_equal(path_write_file(path, data, size, &error), 0);
    free(from);
    free(data);
    free(path);
}

/* Owned by the caller. */
static inline char *sizes(const struct size_list *list)
{
    struct text all = {0};
    text_append(&all, "%s", "");
    for (size_t i = 0; i < list->count; i++)
        text_append(&all, "%s%" PRIu64, i ? " " : "", list->items[i]);
    return all.data;
}

/* "name:options | ..."; owned by the caller. */
static inline char *instances(const struct instance *items, size_t count)
{
    struct text_list all = {0};
    for (size_t i = 0; i < count; i++)
        text_list_take(&all, text_format("%s:%s", items[i].name, items[i].completed));
    char *joined = text_list_join(&all, " | ");
    text_list_free(&all);
    return joined;
}

#endif
