/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A question about this machine whose "yes" is a disturbance, and the answer to it. */
#ifndef PARBENCH_MEASURE_CHECK_H
#define PARBENCH_MEASURE_CHECK_H

#include "measure/machine_view.h"

enum disturbs { DISTURBS_NO, DISTURBS_YES, DISTURBS_UNKNOWN };

const char *disturbs_name(enum disturbs disturbs);

struct answer {
    enum disturbs disturbs;
    char *value;        /* what was found; of "unknown", why it is; owned by the caller */
    const char *remedy; /* NULL where there is nothing to do */
};

struct check {
    const char *name;
    const char *question;
    const char *why; /* what it does to measurements */
    struct answer (*look)(const struct machine_view *view);
};

/* The value is formatted, and made one line of UTF-8. The remedy is not copied. */
struct answer answer_no(const char *format, ...) __attribute__((format(printf, 1, 2)));
struct answer answer_yes(const char *remedy, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
struct answer answer_unknown(const char *format, ...) __attribute__((format(printf, 1, 2)));
struct answer answer_untold(const char *what); /* unknown: the system does not tell `what` */

#endif
