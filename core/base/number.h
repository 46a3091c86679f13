/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as people write them, with units, and numbers as files and tables show them. Every
 * function is independent of the locale as long as nobody calls setlocale. */
#ifndef PARBENCH_BASE_NUMBER_H
#define PARBENCH_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The parsers take the whole text or nothing: false leaves *value alone. */

/* A count below 2^63: 1000, 1e6, 1.5e3, 2^20, 10k (M, G, T: powers of 1000), 4Ki (Mi, Gi, Ti). */
bool number_parse_size(const char *text, uint64_t *value);
bool number_parse_int(const char *text, int64_t *value);
bool number_parse_real(const char *text, double *value); /* finite */
bool number_parse_bool(const char *text, bool *value);   /* yes no true false on off 1 0 */

/* A number with its unit, which is required: ns us ms s m h. In nanoseconds. */
bool number_parse_duration(const char *text, uint64_t *ns);

/* "2%" as 0.02; the sign is required. */
bool number_parse_percent(const char *text, double *share);

enum { number_size = 32 }; /* room for every format below */

/* The shortest decimal that reads back as the same double; "" where it is not finite. */
const char *number_format_real(char to[static number_size], double value);

/* Four significant digits and a unit: "1.234 ms". */
const char *number_format_time(char to[static number_size], double ns);

/* The shortest exact way to write a duration in the dialect: "30s", "50ms". */
const char *number_format_duration(char to[static number_size], uint64_t ns);

#endif
