/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/flags.h"

#include <string.h>

static const char *const names[FLAG_COUNT] = {
#define FLAG_TEXT(name, text) text,
    FLAG_LIST(FLAG_TEXT)
#undef FLAG_TEXT
};

const char *flags_format(char to[static flags_size], unsigned flags)
{
    to[0] = '\0';
    for (unsigned i = 0; i < FLAG_COUNT; i++) {
        if ((flags & 1u << i) != 0) {
            if (to[0] != '\0')
                strcat(to, "|");
            strcat(to, names[i]);
        }
    }
    return to;
}

unsigned flags_parse(const char *text)
{
    unsigned flags = 0;
    while (*text != '\0') {
        size_t length = strcspn(text, "|");
        for (unsigned i = 0; i < FLAG_COUNT; i++)
            if (strlen(names[i]) == length && strncmp(names[i], text, length) == 0)
                flags |= 1u << i;
        text += length + (text[length] == '|');
    }
    return flags;
}
