/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The status of a sample, a visit or a cell: one closed list, the better first, so that the worst
 * of several is their maximum. */
#ifndef PARBENCH_BASE_STATUS_H
#define PARBENCH_BASE_STATUS_H

#include <stdbool.h>

#define STATUS_LIST(X)                                                                             \
    X(OK, "ok")                                                                                    \
    X(SKIPPED, "skipped")                                                                          \
    X(UNSUPPORTED, "unsupported")                                                                  \
    X(UNAVAILABLE, "unavailable")                                                                  \
    X(FAILED, "failed")                                                                            \
    X(TIMEOUT, "timeout")                                                                          \
    X(CRASHED, "crashed")                                                                          \
    X(WRONG, "wrong")

enum status {
#define STATUS_MEMBER(name, text) STATUS_##name,
    STATUS_LIST(STATUS_MEMBER)
#undef STATUS_MEMBER
};

const char *status_name(enum status status);

/* False where the word is none of the list. */
bool status_parse(const char *word, enum status *status);

/* True where the status is a failure of the cell and not a fact about this machine. */
bool status_is_failure(enum status status);

static inline enum status status_worse(enum status a, enum status b)
{
    return a > b ? a : b;
}

#endif
