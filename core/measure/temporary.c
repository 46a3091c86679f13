/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/temporary.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"

const char temporary_variable[] = "PARBENCH_TMPDIR";
const char temporary_mark[] = ".parbench";

void temporary_leave(void)
{
    const char *made = getenv(temporary_variable), *directory = getenv("TMPDIR");
    if (made == NULL || *made == '\0' || directory == NULL || strcmp(made, directory) != 0)
        return;
    char *mark = path_join(directory, temporary_mark);
    if (access(mark, F_OK) != 0) {
        rmdir(directory);
        unsetenv("TMPDIR");
    }
    free(mark);
}
