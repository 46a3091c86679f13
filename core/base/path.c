/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

char *path_join(const char *directory, const char *name)
{
    return name[0] == '/' ? xstrdup(name) : text_format("%s/%s", directory, name);
}

/* "/a/./b" -> "/a/b", in place. Links are left alone: a plugin is called as its file is. */
static void drop_dots(char *path)
{
    for (char *dot; (dot = strstr(path, "/./")) != NULL;)
        memmove(dot, dot + 2, strlen(dot + 2) + 1);
}

char *path_absolute(const char *path)
{
    char current[PATH_MAX], *absolute;
    if (path[0] == '/' || getcwd(current, sizeof current) == NULL)
        absolute = xstrdup(path);
    else
        absolute = path_join(current, path);
    drop_dots(absolute);
    return absolute;
}

char *path_directory(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL)
        return xstrdup(".");
    return slash == path ? xstrdup("/") : xstrndup(path, (size_t)(slash - path));
}

char *path_stem(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    return dot > name ? xstrndup(name, (size_t)(dot - name)) : xstrdup(name);
}

int path_real(const char *path, char **real, struct error *error)
{
    char resolved[PATH_MAX];
    if (realpath(path, resolved) == NULL)
        return error_set(error, "%s: %s", path, strerror(errno));
    *real = xstrdup(resolved);
    return 0;
}

int path_self(char **path, struct error *error)
{
    char target[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", target, sizeof target - 1);
    if (length < 0)
        return error_set(error, "/proc/self/exe: %s", strerror(errno));
    *path = xstrndup(target, (size_t)length);
    return 0;
}

bool path_is_file(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

bool path_is_directory(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

char *path_find_program(const char *name)
{
    if (strchr(name, '/') != NULL)
        return path_is_file(name) && access(name, X_OK) == 0 ? xstrdup(name) : NULL;
    const char *directories = getenv("PATH");
    char *copy = xstrdup(directories ? directories : "/usr/bin:/bin"), *rest = copy, *directory;
    char *found = NULL;
    while (found == NULL && (directory = strsep(&rest, ":")) != NULL) {
        char *candidate = path_join(*directory ? directory : ".", name);
        if (path_is_file(candidate) && access(candidate, X_OK) == 0)
            found = candidate;
        else
            free(candidate);
    }
    free(copy);
    return found;
}

int path_make_directories(const char *path, struct error *error)
{
    char *partial = xstrdup(path);
    int result = 0;
    for (char *slash = partial + (*partial != '\0'); result == 0 && slash != NULL; slash++) {
        slash = strchr(slash, '/');
        if (slash != NULL)
            *slash = '\0';
        int failure = mkdir(partial, 0777) == 0 ? 0 : errno; /* before stat has one of its own */
        if (failure != 0 && !path_is_directory(partial))
            result =
                error_set(error, "%s: cannot make the directory: %s", partial, strerror(failure));
        if (slash == NULL)
            break;
        *slash = '/';
    }
    free(partial);
    return result;
}

int path_read_small_file(const char *path, size_t most, char **data, size_t *size,
                         struct error *error)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return error_set(error, "%s: %s", path, strerror(errno));
    struct text content = {0};
    char block[65536];
    ssize_t got;
    while (content.length <= most && (got = read(file, block, sizeof block)) > 0)
        text_append_bytes(&content, block, (size_t)got);
    int failure = content.length > most ? EFBIG : got < 0 ? errno : 0;
    close(file);
    if (failure != 0) {
        text_free(&content);
        return error_set(error, "%s: %s", path, strerror(failure));
    }
    text_append_bytes(&content, "", 0);
    *data = content.data;
    *size = content.length;
    return 0;
}

int path_read_file(const char *path, char **data, size_t *size, struct error *error)
{
    return path_read_small_file(path, SIZE_MAX, data, size, error);
}

char *path_read_line(const char *path)
{
    struct error ignored;
    char *data;
    size_t size;
    if (path_read_file(path, &data, &size, &ignored) != 0)
        return NULL;
    data[strcspn(data, "\n")] = '\0';
    return data;
}

int path_write_all(int file, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t written = write(file, data, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return -1;
        data += written;
        size -= (size_t)written;
    }
    return 0;
}

/* A name beside `path` that tells host and process, and has a part that nobody can guess: what was
 * planted there is never met, nor what another host writes. NULL: no random numbers. */
static char *temporary_name(const char *path)
{
    char host[64] = "";
    uint64_t random;
    gethostname(host, sizeof host - 1);
    if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random)
        return NULL;
    return text_format("%s.%s.%ld.%016" PRIx64 ".tmp", path, host, (long)getpid(), random);
}

/* *name: owned by the caller, NULL on failure. */
static int open_temporary(const char *path, char **name)
{
    while ((*name = temporary_name(path)) != NULL) {
        int file = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
        if (file >= 0)
            return file;
        int failure = errno;
        free(*name);
        *name = NULL;
        errno = failure;
        if (failure != EEXIST)
            break;
    }
    return -1;
}

/* These return 0 or the errno of what failed. */

static int fill_and_close(int file, const char *data, size_t size, bool lasting)
{
    bool filled = path_write_all(file, data, size) == 0 && (!lasting || fsync(file) == 0);
    int failure = filled ? 0 : errno;
    if (close(file) != 0 && failure == 0)
        failure = errno;
    return failure;
}

static int replace(const char *path, const char *data, size_t size, bool lasting)
{
    char *temporary;
    int file = open_temporary(path, &temporary);
    if (file < 0)
        return errno;
    int failure = fill_and_close(file, data, size, lasting);
    if (failure == 0 && rename(temporary, path) != 0)
        failure = errno;
    if (failure != 0)
        unlink(temporary);
    free(temporary);
    return failure;
}

static int tell_write(const char *path, int failure, struct error *error)
{
    if (failure != 0)
        return error_set(error, "%s: cannot write: %s", path, strerror(failure));
    return 0;
}

int path_write_file(const char *path, const char *data, size_t size, struct error *error)
{
    return tell_write(path, replace(path, data, size, true), error);
}

int path_hand_over(const char *path, const char *data, size_t size, struct error *error)
{
    return tell_write(path, replace(path, data, size, false), error);
}

int path_point(const char *path, const char *target, struct error *error)
{
    char *temporary = temporary_name(path);
    int result = 0;
    if (temporary == NULL || symlink(target, temporary) != 0 || rename(temporary, path) != 0)
        result = error_set(error, "%s: cannot point at %s: %s", path, target, strerror(errno));
    if (result != 0 && temporary != NULL)
        unlink(temporary);
    free(temporary);
    return result;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *where)
{
    (void)status, (void)type, (void)where;
    remove(path);
    return 0;
}

void path_remove_tree(const char *path)
{
    nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}
