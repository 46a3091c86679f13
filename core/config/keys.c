/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/keys.h"

#include <string.h>

#include "base/text.h"

const char *const keys_section_types[] = {
    [SECTION_EXPERIMENT] = "experiment",
    [SECTION_MEASURE] = "measure",
    [SECTION_KERNEL] = "kernel",
    [SECTION_BACKEND] = "backend",
};

static const char *const experiment_keys[] = {"name", "n", "workers", "baseline", "include"};
static const char *const measure_keys[] = {"rounds", "precision", "budget", "samples", "timeout",
                                           "skip",   "idle_gap",  "pin",    "seed",    "external"};
static const char *const kernel_keys[] = {"plugin", "inherit", "n", "workers", "timeout"};
static const char *const backend_keys[] = {"plugin",  "inherit", "n",        "workers",
                                           "timeout", "pin",     "launcher", "allow_root"};

#define TABLE(names)                                                                               \
    {                                                                                              \
        names, sizeof names / sizeof *names                                                        \
    }
static const struct {
    const char *const *names;
    size_t count;
} tables[] = {
    [SECTION_EXPERIMENT] = TABLE(experiment_keys),
    [SECTION_MEASURE] = TABLE(measure_keys),
    [SECTION_KERNEL] = TABLE(kernel_keys),
    [SECTION_BACKEND] = TABLE(backend_keys),
};

bool keys_section_type(const char *word, enum section_type *type)
{
    for (size_t i = 0; i < keys_section_type_count; i++) {
        if (strcmp(word, keys_section_types[i]) == 0) {
            *type = (enum section_type)i;
            return true;
        }
    }
    return false;
}

const char *const *keys_of(enum section_type type, size_t *count)
{
    *count = tables[type].count;
    return tables[type].names;
}

bool keys_known(enum section_type type, const char *key)
{
    if (type == SECTION_BACKEND && text_starts_with(key, "env.") && key[4] != '\0')
        return true;
    for (size_t i = 0; i < tables[type].count; i++)
        if (strcmp(tables[type].names[i], key) == 0)
            return true;
    return false;
}

bool keys_any_section_has(const char *key)
{
    for (size_t type = 0; type < keys_section_type_count; type++)
        if (keys_known((enum section_type)type, key))
            return true;
    return false;
}
