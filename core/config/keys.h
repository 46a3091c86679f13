/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of each kind of section: names and defaults, one table. */
#ifndef PARBENCH_CONFIG_KEYS_H
#define PARBENCH_CONFIG_KEYS_H

#include <stdbool.h>
#include <stddef.h>

enum section_type { SECTION_EXPERIMENT, SECTION_MEASURE, SECTION_KERNEL, SECTION_BACKEND };

/* False where the word is none of "experiment", "measure", "kernel", "backend". */
bool keys_section_type(const char *word, enum section_type *type);
extern const char *const keys_section_types[];
enum { keys_section_type_count = 4 };

/* The host's keys of a section, without env.NAME. */
const char *const *keys_of(enum section_type type, size_t *count);
bool keys_known(enum section_type type, const char *key);

/* True for a host key of any kind of section, env.NAME included. */
bool keys_any_section_has(const char *key);

#endif
