/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "execute/visit_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "base/text.h"
#include "measure/temporary.h"

#define TEMPORARY "parbench-"
#define LINK "tmp" /* in the folder: leads to the TMPDIR */

static int tell_gone(const char *directory, struct error *error)
{
    return error_set(error, "%s: the run directory is gone", directory);
}

int visit_folder_make(const char *directory, uint32_t round, size_t visit,
                      struct visit_folder *folder, struct error *error)
{
    *folder = (struct visit_folder){.directory = directory};
    folder->path =
        text_format("%s/visit-%" PRIu32 "-%zu-%ld", directory, round, visit, (long)getpid());
    folder->record = path_join(folder->path, "record.json");
    if (mkdir(folder->path, 0777) == 0)
        return 0;
    int failure = errno;
    if (!path_is_directory(directory))
        return tell_gone(directory, error);
    return error_set(error, "%s: cannot make the directory: %s", folder->path, strerror(failure));
}

static const char *temporary_base(void)
{
    const char *base = getenv("TMPDIR");
    return base == NULL || base[0] != '/' || strlen(base) > 30 ? "/tmp" : base;
}

int visit_folder_check_temporary(struct error *error)
{
    const char *base = temporary_base();
    if (!path_is_directory(base))
        return error_set(error, "TMPDIR %s: no such directory", base);
    if (access(base, W_OK | X_OK) != 0)
        return error_set(error, "TMPDIR %s: nothing can be written there: %s", base,
                         strerror(errno));
    return 0;
}

static int put_mark(const char *directory, struct error *error)
{
    char *path = path_join(directory, temporary_mark);
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    int result = file < 0 ? error_set(error, "%s: %s", path, strerror(errno)) : close(file);
    free(path);
    return result;
}

/* Short, since Open MPI puts sockets below it, and their paths have room for 107 bytes. The link is
 * for visit_folder_sweep; it fails where a file system knows none. */
int visit_folder_make_temporary(struct visit_folder *folder, bool launched, struct error *error)
{
    char *path = text_format("%s/" TEMPORARY "XXXXXX", temporary_base());
    if (mkdtemp(path) == NULL) {
        error_set(error, "%s: %s", path, strerror(errno));
        free(path);
        return -1;
    }
    char *link = path_join(folder->path, LINK);
    (void)!symlink(path, link);
    free(link);
    folder->temporary = path;
    return launched ? put_mark(path, error) : 0;
}

int visit_folder_check(const struct visit_folder *folder, size_t size, struct error *error)
{
    char *path = path_join(folder->path, "room");
    int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    int failure = file < 0 ? errno : posix_fallocate(file, 0, (off_t)size);
    if (file >= 0)
        close(file);
    free(path);
    if (failure == ENOENT && !path_is_directory(folder->directory))
        return tell_gone(folder->directory, error);
    if (failure == 0 || failure == ENOENT)
        return 0;
    return error_set(error, "%s: no room for the record of a visit: %s", folder->path,
                     strerror(failure));
}

/* The link goes last: it leads to what is still there. */
void visit_folder_remove(struct visit_folder *folder)
{
    if (folder->temporary != NULL)
        path_remove_tree(folder->temporary);
    path_remove_tree(folder->path);
    free(folder->temporary);
    free(folder->path);
    free(folder->record);
}

/* ---- after a kill --------------------------------------------------------------------------- */

/* A run directory may come from anywhere: its links lead to nothing but what parbench made for this
 * user. */
static bool is_own_temporary(const char *path)
{
    struct stat status;
    const char *slash = strrchr(path, '/');
    return path[0] == '/' && text_starts_with(slash + 1, TEMPORARY) &&
           strlen(slash + 1) == strlen(TEMPORARY "XXXXXX") && lstat(path, &status) == 0 &&
           S_ISDIR(status.st_mode) && status.st_uid == geteuid();
}

static void sweep(const char *folder)
{
    char *link = path_join(folder, LINK), target[PATH_MAX];
    ssize_t length = readlink(link, target, sizeof target - 1);
    target[length > 0 ? length : 0] = '\0';
    if (is_own_temporary(target))
        path_remove_tree(target);
    path_remove_tree(folder);
    free(link);
}

static bool is_folder_name(const char *name)
{
    int length = 0;
    sscanf(name, "visit-%*u-%*u-%*u%n", &length);
    return length > 0 && name[length] == '\0';
}

void visit_folder_sweep(const char *directory)
{
    DIR *entries = opendir(directory);
    const struct dirent *entry;
    while (entries != NULL && (entry = readdir(entries)) != NULL) {
        if (!is_folder_name(entry->d_name))
            continue;
        char *folder = path_join(directory, entry->d_name);
        sweep(folder);
        free(folder);
    }
    if (entries != NULL)
        closedir(entries);
}
