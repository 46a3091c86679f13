/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "execute/visit_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "base/text.h"

static int tell_gone(const char *directory, struct error *error)
{
    return error_set(error, "%s: the run directory is gone", directory);
}

int visit_folder_make(const char *directory, uint32_t round, size_t visit,
                      struct visit_folder *folder, struct error *error)
{
    folder->directory = directory;
    folder->path = text_format("%s/visit-%" PRIu32 "-%zu", directory, round, visit);
    folder->record = path_join(folder->path, "record.json");
    path_remove_tree(folder->path); /* of a runner that was killed */
    if (mkdir(folder->path, 0777) == 0)
        return 0;
    int failure = errno;
    if (!path_is_directory(directory))
        return tell_gone(directory, error);
    return error_set(error, "%s: cannot make the directory: %s", folder->path, strerror(failure));
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

void visit_folder_remove(struct visit_folder *folder)
{
    path_remove_tree(folder->path);
    free(folder->path);
    free(folder->record);
}
