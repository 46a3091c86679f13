/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/run_directory.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/path.h"
#include "base/text.h"

enum { most_in_one_second = 1000 };

/* The name without its domain, and without what a path or a CSV identifier should not have. */
static char *short_host(void)
{
    char host[256] = "";
    gethostname(host, sizeof host - 1);
    host[strcspn(host, ".")] = '\0';
    for (char *c = host; *c != '\0'; c++)
        if (!isalnum((unsigned char)*c) && *c != '-' && *c != '_')
            *c = '_';
    return xstrdup(host[0] ? host : "host");
}

static char *run_name(void)
{
    char stamp[32];
    time_t now = time(NULL);
    struct tm utc;
    gmtime_r(&now, &utc);
    strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &utc);
    char *host = short_host(), *name = text_format("%s-%s", stamp, host);
    free(host);
    return name;
}

/* mkdir decides who gets a name, also between hosts that share the file system. */
static int create_new(const char *parent, char **path, struct error *error)
{
    if (path_make_directories(parent, error) != 0)
        return -1;
    char *name = run_name();
    int result = -1;
    for (int number = 1; number <= most_in_one_second && result != 0; number++) {
        *path =
            number == 1 ? path_join(parent, name) : text_format("%s/%s-%d", parent, name, number);
        if (mkdir(*path, 0777) == 0) {
            result = 0;
        } else {
            int failure = errno;
            error_set(error, "%s: cannot make the directory: %s", *path, strerror(failure));
            free(*path);
            if (failure != EEXIST)
                break;
        }
    }
    free(name);
    return result;
}

static bool is_empty(const char *path)
{
    DIR *directory = opendir(path);
    bool empty = directory != NULL;
    const struct dirent *entry;
    while (directory != NULL && (entry = readdir(directory)) != NULL)
        empty = empty && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0);
    if (directory != NULL)
        closedir(directory);
    return empty;
}

/* The name of "." is that of the directory. */
static int take_wanted(const char *wanted, char **path, struct error *error)
{
    if (path_is_file(wanted))
        return error_set(error, "-o %s: is a file, not a directory", wanted);
    if (path_make_directories(wanted, error) != 0 || path_real(wanted, path, error) != 0)
        return -1;
    if (is_empty(*path))
        return 0;
    free(*path);
    *path = NULL;
    return error_set(error, "-o %s: the directory is not empty; give one that is empty or absent",
                     wanted);
}

/* What the link would replace, or fail to. */
static int check_latest(const char *parent, struct error *error)
{
    char *link = path_join(parent, "latest");
    struct stat there;
    bool taken = lstat(link, &there) == 0 && !S_ISLNK(there.st_mode);
    if (taken)
        error_set(error, "%s: is no link, so it cannot point at the new run; rename it, or use -o",
                  link);
    free(link);
    return taken ? -1 : 0;
}

int run_directory_create(const char *experiment, const char *wanted, char **path,
                         struct error *error)
{
    if (wanted != NULL)
        return take_wanted(wanted, path, error);
    char *relative = text_format("results/%s", experiment);
    char *parent = path_absolute(relative);
    int result = check_latest(parent, error);
    if (result == 0)
        result = create_new(parent, path, error);
    free(parent);
    free(relative);
    return result;
}

int run_directory_publish(const char *path, struct error *error)
{
    char *parent = path_directory(path), *link = path_join(parent, "latest");
    int result = path_point(link, strrchr(path, '/') + 1, error);
    free(link);
    free(parent);
    return result;
}

void run_directory_discard(const char *path)
{
    rmdir(path);
}

void run_directory_sweep(const char *path)
{
    DIR *directory = opendir(path);
    const struct dirent *entry;
    while (directory != NULL && (entry = readdir(directory)) != NULL)
        if (fnmatch("cells.csv.*.tmp", entry->d_name, 0) == 0 ||
            fnmatch("run.json.*.tmp", entry->d_name, 0) == 0)
            unlinkat(dirfd(directory), entry->d_name, 0);
    if (directory != NULL)
        closedir(directory);
}
