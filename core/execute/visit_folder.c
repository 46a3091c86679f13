/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "execute/visit_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "base/text.h"

int visit_folder_make(const char *directory, uint32_t round, size_t visit,
                      struct visit_folder *folder, struct error *error)
{
    folder->path = text_format("%s/visit-%" PRIu32 "-%zu", directory, round, visit);
    folder->record = path_join(folder->path, "record.json");
    return path_make_directories(folder->path, error);
}

int visit_folder_check(const struct visit_folder *folder, size_t size, struct error *error)
{
    char *path = path_join(folder->path, "room");
    int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    int failure = file < 0 ? errno : posix_fallocate(file, 0, (off_t)size);
    if (file >= 0)
        close(file);
    free(path);
    if (failure == 0)
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
