/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a line of samples.csv was measured in. */
#ifndef PARBENCH_BASE_PHASE_H
#define PARBENCH_BASE_PHASE_H

#include <stdbool.h>

#define PHASE_LIST(X)                                                                              \
    X(SENTINEL, "sentinel") /* one sample of the cell that opens each round */                     \
    X(START, "start")       /* backend.create */                                                   \
    X(FIRST, "first")       /* the first call */                                                   \
    X(WARMUP, "warmup")     /* all warm-up calls together */                                       \
    X(CALL, "call")         /* one sample */                                                       \
    X(COLD, "cold")         /* one call after an idle gap */                                       \
    X(WORKER, "worker")     /* one worker of one diagnostic call */                                \
    X(STOP, "stop")         /* backend.destroy */                                                  \
    X(EXTERNAL, "external") /* one command, timed by hyperfine */                                  \
    X(VISIT, "visit")       /* the whole process, seen from outside */

enum phase {
#define PHASE_MEMBER(name, text) PHASE_##name,
    PHASE_LIST(PHASE_MEMBER)
#undef PHASE_MEMBER
        PHASE_COUNT
};

const char *phase_name(enum phase phase);

/* False where the word is none of the list. */
bool phase_parse(const char *word, enum phase *phase);

#endif
