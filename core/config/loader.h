/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the files that turn a document into an experiment; nobody else's business. */
#ifndef PARBENCH_CONFIG_LOADER_H
#define PARBENCH_CONFIG_LOADER_H

#include "config/experiment.h"
#include "config/ini.h"
#include "config/keys.h"

struct loader {
    struct ini_document document; /* of all files together */
    struct ini_document *files;   /* to which its origins point */
    size_t file_count;
    struct experiment *experiment;
    struct problems *problems;
    const char *program;
    const struct text_list *directories;
    struct machine_size size;
    struct text_list echoes; /* of values.c: what is wrong with inherited values */
    bool twins;
};

/* Reads the file and what it includes into the document. -1 where the file itself cannot be read.
 */
int loader_read(struct loader *loader, const struct source *source,
                const struct overrides *overrides, struct error *error);

/* Puts what the command line says into the document. */
void loader_overrides(struct loader *loader, const struct overrides *overrides);

/* By its title as written, or as the command line may write it: with a path that is relative to the
 * current directory, or with the stem of the path where no other section has it. */
#define no_section SIZE_MAX /* where there is none */
size_t loader_find_section(const struct loader *loader, const char *title);

/* The title with the stem where loader_find_section knows it by that; owned by the caller. */
char *loader_short_title(const struct loader *loader, size_t section);

/* The value of a key and its place in the list of effective values. Without an entry the default
 * counts; a NULL default means that the key is simply not set. */
struct value {
    const char *text; /* NULL: not set */
    struct origin origin;
    const char *section;
    const char *home; /* the section that it is inherited from; NULL: its own */
    const char *key;
};
struct value loader_value(struct loader *loader, size_t section, const char *key,
                          const char *fallback);

/* Adds a line to the effective values. */
void loader_effective(struct loader *loader, const char *section, const char *key,
                      const char *value, const char *origin);
char *loader_origin(struct origin origin); /* "file:12"; owned by the caller */

/* Copies what sections inherit; after everything else has gone into the document. */
void loader_inherit(struct loader *loader);

/* One problem with this value. If it is inherited, loader_settle tells it in the end, and only
 * where its own line has no problem yet: a mistake is told once, where it was written. */
void loader_refuse(struct loader *loader, const struct value *value, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void loader_settle(struct loader *loader);

/* Values of one type each; on a bad one they add a problem and leave *result alone. A value that is
 * not set changes nothing. */
void loader_sizes(struct loader *loader, const struct value *value, bool workers,
                  struct size_list *result);
void loader_count(struct loader *loader, const struct value *value, uint64_t least, uint64_t most,
                  uint64_t *result);
void loader_duration(struct loader *loader, const struct value *value, uint64_t least_ns,
                     uint64_t *result);
void loader_rounds(struct loader *loader, const struct value *value, uint32_t *least,
                   uint32_t *most);
void loader_percent(struct loader *loader, const struct value *value, double *result);
void loader_bool(struct loader *loader, const struct value *value, bool *result);
void loader_pin(struct loader *loader, const struct value *value, enum pin *result);
void loader_external(struct loader *loader, const struct value *value, enum external *result);

/* What the plugin at this path says of itself; each is asked once. */
const struct plugin_info *loader_describe(struct loader *loader, const char *path);

/* The cell that opens each round, or a note that there is none. */
void loader_sentinel(struct loader *loader);

/* All instances of one [kernel x] or [backend x] section. */
void loader_instances(struct loader *loader, size_t section, enum section_type type,
                      enum pin default_pin);

#endif
