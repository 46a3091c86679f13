/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/number.h"

#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct unit {
    const char *name;
    long double factor;
};

static const struct unit size_units[] = {
    {"", 1},
    {"k", 1e3L},
    {"M", 1e6L},
    {"G", 1e9L},
    {"T", 1e12L},
    {"Ki", 1024.0L},
    {"Mi", 1048576.0L},
    {"Gi", 1073741824.0L},
    {"Ti", 1099511627776.0L},
    {NULL, 0},
};

/* From the largest, as number_format_duration looks for the first that divides. */
static const struct unit time_units[] = {
    {"h", 3600e9L}, {"m", 60e9L}, {"s", 1e9L}, {"ms", 1e6L}, {"us", 1e3L}, {"ns", 1}, {NULL, 0},
};

/* A non-negative decimal number and one of the units, whose product must be whole. A long double
 * holds every whole number below 2^64, so the result is exact. */
static bool parse_whole(const char *text, const struct unit *units, uint64_t *value)
{
    if (!isdigit((unsigned char)text[0]) || tolower((unsigned char)text[1]) == 'x')
        return false;
    char *end;
    long double number = strtold(text, &end);
    while (*end == ' ')
        end++;
    for (; units->name != NULL; units++) {
        if (strcmp(end, units->name) != 0)
            continue;
        long double product = number * units->factor, whole = roundl(product);
        if (product >= 0x1p63L || fabsl(product - whole) > 2 * LDBL_EPSILON * whole)
            return false;
        *value = (uint64_t)whole;
        return true;
    }
    return false;
}

static bool parse_power(const char *text, uint64_t *value)
{
    char *end;
    if (!isdigit((unsigned char)*text))
        return false;
    unsigned long base = strtoul(text, &end, 10);
    if (*end != '^' || !isdigit((unsigned char)end[1]))
        return false;
    unsigned long exponent = strtoul(end + 1, &end, 10);
    long double power = powl((long double)base, (long double)exponent);
    if (*end != '\0' || power >= 0x1p63L)
        return false;
    *value = (uint64_t)power;
    return true;
}

bool number_parse_size(const char *text, uint64_t *value)
{
    return parse_power(text, value) || parse_whole(text, size_units, value);
}

bool number_parse_duration(const char *text, uint64_t *ns)
{
    return parse_whole(text, time_units, ns);
}

bool number_parse_int(const char *text, int64_t *value)
{
    const char *digits = text + (*text == '-' || *text == '+');
    if (!isdigit((unsigned char)*digits))
        return false;
    char *end;
    errno = 0;
    long long parsed = strtoll(text, &end, 10);
    if (*end != '\0' || errno != 0)
        return false;
    *value = parsed;
    return true;
}

bool number_parse_real(const char *text, double *value)
{
    const char *digits = text + (*text == '-' || *text == '+');
    if (!isdigit((unsigned char)*digits) && *digits != '.')
        return false;
    char *end;
    double parsed = strtod(text, &end);
    if (end == text || *end != '\0' || !isfinite(parsed))
        return false;
    *value = parsed;
    return true;
}

bool number_parse_percent(const char *text, double *share)
{
    size_t length = strcspn(text, "%");
    char number[64];
    double parsed;
    if (strcmp(text + length, "%") != 0 || length >= sizeof number)
        return false;
    memcpy(number, text, length);
    number[length] = '\0';
    if (!number_parse_real(number, &parsed))
        return false;
    *share = parsed / 100;
    return true;
}

bool number_parse_bool(const char *text, bool *value)
{
    static const struct {
        const char *word;
        bool value;
    } words[] = {{"yes", true}, {"true", true},   {"on", true},   {"1", true},
                 {"no", false}, {"false", false}, {"off", false}, {"0", false}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(text, words[i].word) == 0) {
            *value = words[i].value;
            return true;
        }
    }
    return false;
}

const char *number_format_real(char to[static number_size], double value)
{
    to[0] = '\0';
    if (!isfinite(value))
        return to;
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(to, number_size, "%.*g", digits, value);
        if (strtod(to, NULL) == value)
            break;
    }
    return to;
}

const char *number_format_time(char to[static number_size], double ns)
{
    static const char *const names[] = {"ns", "us", "ms", "s"};
    size_t unit = 0;
    while (unit < 3 && ns >= 999.95) {
        ns /= 1000;
        unit++;
    }
    int decimals = ns >= 99.995 ? 1 : ns >= 9.9995 ? 2 : 3;
    snprintf(to, number_size, "%.*f %s", decimals, ns, names[unit]);
    return to;
}

const char *number_format_duration(char to[static number_size], uint64_t ns)
{
    const struct unit *unit = time_units;
    while (unit[1].name != NULL && (ns == 0 || ns % (uint64_t)unit->factor != 0))
        unit++;
    snprintf(to, number_size, "%" PRIu64 "%s", ns / (uint64_t)unit->factor, unit->name);
    return to;
}
