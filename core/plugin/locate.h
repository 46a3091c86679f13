/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the word in an INI file to the path of a .so. The current directory is never searched. */
#ifndef PARBENCH_PLUGIN_LOCATE_H
#define PARBENCH_PLUGIN_LOCATE_H

#include "base/text.h"

enum { plugin_own_directories = 3 }; /* the last of the search path: nobody named them */

/* The directories in the order in which they are searched: those given (--plugin-path, each may be
 * a colon list), PARBENCH_PLUGIN_PATH, then plugin_own_directories: plugins/ beside the program and
 * those of an installation. Relative ones are taken from the current directory once, here. */
int plugin_search_path(const struct text_list *given, struct text_list *directories,
                       struct error *error);

/* A word with a slash is a path, relative to `base`; any other is <directory>/<word>.so. On failure
 * the error lists each path tried, and what was probably meant: a file of `base`, or the nearest
 * name that exists. *path: owned by the caller, NULL on failure. */
int plugin_locate(const struct text_list *directories, const char *base, const char *word,
                  char **path, struct error *error);

/* Every *.so of the directories, sorted within each; a name hidden by an earlier directory is left
 * out. */
void plugin_find_all(const struct text_list *directories, struct text_list *paths);

#endif
