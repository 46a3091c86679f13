/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/phase.h"

#include <string.h>

static const char *const names[PHASE_COUNT] = {
#define PHASE_TEXT(name, text) [PHASE_##name] = text,
    PHASE_LIST(PHASE_TEXT)
#undef PHASE_TEXT
};

const char *phase_name(enum phase phase)
{
    return names[phase];
}

bool phase_parse(const char *word, enum phase *phase)
{
    for (unsigned i = 0; i < PHASE_COUNT; i++) {
        if (strcmp(word, names[i]) == 0) {
            *phase = (enum phase)i;
            return true;
        }
    }
    return false;
}
