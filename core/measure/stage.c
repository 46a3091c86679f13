/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/stage.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/text.h"

enum { file_size = 64 };

static volatile unsigned char *current;

static char *path_of(const char *record)
{
    return text_format("%s.stage", record);
}

void stage_open(const char *record)
{
    if (record == NULL)
        return;
    char *path = path_of(record);
    int file = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666); /* all ranks share it */
    free(path);
    if (file < 0)
        return;
    if (posix_fallocate(file, 0, file_size) == 0) { /* a store into a hole fails on a full disk */
        void *mapped = mmap(NULL, file_size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        current = mapped == MAP_FAILED ? NULL : mapped;
    }
    close(file);
}

void stage_set(enum stage stage)
{
    if (current != NULL)
        *current = (unsigned char)stage;
}

void stage_close(const char *record)
{
    char *path = path_of(record);
    unlink(path);
    free(path);
}

enum stage stage_read(const char *record)
{
    char *path = path_of(record);
    unsigned char stage = STAGE_NONE;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    free(path);
    if (file < 0)
        return STAGE_NONE;
    if (read(file, &stage, 1) != 1 || stage > STAGE_DONE)
        stage = STAGE_NONE;
    close(file);
    return (enum stage)stage;
}

const char *stage_name(enum stage stage)
{
    static const char *const names[] = {
        [STAGE_NONE] = "before the visit began",
        [STAGE_LOAD] = "while loading the plugins",
        [STAGE_PROBE] = "in probe",
        [STAGE_CREATE] = "in create",
        [STAGE_RUN] = "in run",
        [STAGE_DESTROY] = "in destroy",
        [STAGE_DONE] = "at its end",
    };
    return names[stage];
}
