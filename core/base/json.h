/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Members of a JSON object as C values. Another process or an older version has written it: what is
 * missing or of another type is nothing and no error. */
#ifndef PARBENCH_BASE_JSON_H
#define PARBENCH_BASE_JSON_H

#include <jansson.h>
#include <stdint.h>

/* Texts live in the object. */
const char *member_text(const json_t *object, const char *name); /* "" */
const char *member_text_or_null(const json_t *object, const char *name);
int64_t member_integer(const json_t *object, const char *name); /* 0 */
double member_real(const json_t *object, const char *name);     /* NaN */

#endif
