/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One error struct, owned by the caller and filled where the facts are known. Functions that can
 * fail return 0, or -1 with the text set. */
#ifndef PARBENCH_BASE_ERROR_H
#define PARBENCH_BASE_ERROR_H

struct error {
    char text[2048];
};

/* Sets the text (cut where it is too long) and returns -1. */
int error_set(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
