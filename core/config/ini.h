/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An INI file as sections and entries with their lines. inih splits lines into keys and values;
 * this reader looks at each raw line first, because inih as packaged knows no line numbers, cuts
 * long lines and names in silence, and passes over repeated sections and text behind a ']'.
 */
#ifndef PARBENCH_CONFIG_INI_H
#define PARBENCH_CONFIG_INI_H

#include <stdbool.h>

#include "config/problems.h"

struct ini_section {
    char *title; /* "backend threads" */
    char *type;  /* "backend" */
    char *word;  /* "threads", or "" */
    struct origin origin;
    bool ignored; /* refused whole, and told: nothing in it counts */
    bool orphan;  /* what it inherits from is missing, and told: its plugin is not known */
};

struct ini_entry {
    size_t section;
    size_t home; /* the section in which it was written: another one where it is inherited */
    char *key;
    char *value; /* continued lines joined by a blank */
    struct origin origin;
};

struct ini_document {
    char *path;
    char *text; /* verbatim */
    struct ini_section *sections;
    size_t section_count;
    struct ini_entry *entries;
    size_t entry_count;
};

/* -1 only where the file cannot be read; what is wrong inside goes to `problems`. With `text` that
 * is taken for the file's content, and the file is not looked at. */
int ini_read(const char *path, const char *text, struct ini_document *document,
             struct problems *problems, struct error *error);

/* Index of the section, made where it is not there. */
size_t ini_section(struct ini_document *document, const char *title, struct origin origin);
const struct ini_entry *ini_find(const struct ini_document *document, size_t section,
                                 const char *key);

/* Sets or replaces one value. */
void ini_set(struct ini_document *document, size_t section, const char *key, const char *value,
             struct origin origin);

/* Adds a copy of the entry, which is another section's, to a section that has no such key. */
void ini_inherit(struct ini_document *document, size_t section, const struct ini_entry *entry);
void ini_free(struct ini_document *document);

#endif
