/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paths and whole files. Returned strings are owned by the caller. */
#ifndef PARBENCH_BASE_PATH_H
#define PARBENCH_BASE_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

char *path_join(const char *directory, const char *name); /* `name` alone where it is absolute */
char *path_absolute(const char *path);                    /* against the current directory */
char *path_directory(const char *path);                   /* "." where there is no slash */
char *path_stem(const char *path);                        /* "/a/mine.so" -> "mine" */

/* What is there, by its own name: absolute, without links, "." and "..". */
int path_real(const char *path, char **real, struct error *error);

/* This program's own file, through /proc/self/exe. */
int path_self(char **path, struct error *error);

bool path_is_file(const char *path);
bool path_is_directory(const char *path);

/* The program that execvp would start, or NULL. */
char *path_find_program(const char *name);

int path_make_directories(const char *path, struct error *error);

/* The file's bytes and a NUL behind them. */
int path_read_file(const char *path, char **data, size_t *size, struct error *error);
/* An error where there are more than `most` bytes, as in a device that never ends. */
int path_read_small_file(const char *path, size_t most, char **data, size_t *size,
                         struct error *error);

/* First line without its end, or NULL: for /proc and /sys, where absence is an answer. */
char *path_read_line(const char *path);

/* All of it, in as many writes as it takes; -1 with errno set. */
int path_write_all(int file, const char *data, size_t size);

/* Temporary file beside it, fsync, rename: a reader sees the old file or the new one. The file is
 * a new one with the mode that the umask leaves of 0666; a link at `path` is replaced. */
int path_write_file(const char *path, const char *data, size_t size, struct error *error);

/* The same without fsync, which takes milliseconds: for a file that is read at once and then
 * removed, so that it need not survive a power failure. */
int path_hand_over(const char *path, const char *data, size_t size, struct error *error);

/* Makes `path` a symbolic link to `target`, also where it is one already: a reader sees the old one
 * or the new one. Others may do the same at the same time, on other hosts, too. */
int path_point(const char *path, const char *target, struct error *error);

/* Removes the tree below `path` and itself; what is gone already is no error. */
void path_remove_tree(const char *path);

#endif
