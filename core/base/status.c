/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/status.h"

#include <string.h>

static const char *const names[] = {
#define STATUS_TEXT(name, text) [STATUS_##name] = text,
    STATUS_LIST(STATUS_TEXT)
#undef STATUS_TEXT
};

const char *status_name(enum status status)
{
    return names[status];
}

bool status_parse(const char *word, enum status *status)
{
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(word, names[i]) == 0) {
            *status = (enum status)i;
            return true;
        }
    }
    return false;
}

bool status_is_failure(enum status status)
{
    return status >= STATUS_FAILED;
}
