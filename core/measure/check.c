/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/check.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"

const char *disturbs_name(enum disturbs disturbs)
{
    static const char *const names[] = {
        [DISTURBS_NO] = "no", [DISTURBS_YES] = "yes", [DISTURBS_UNKNOWN] = "unknown"};
    return names[disturbs];
}

static struct answer make(enum disturbs disturbs, const char *remedy, const char *format,
                          va_list arguments)
{
    char value[512], line[512];
    vsnprintf(value, sizeof value, format, arguments);
    text_one_line(line, sizeof line, value);
    return (struct answer){disturbs, xstrdup(line), remedy};
}

struct answer answer_no(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct answer answer = make(DISTURBS_NO, NULL, format, arguments);
    va_end(arguments);
    return answer;
}

struct answer answer_yes(const char *remedy, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct answer answer = make(DISTURBS_YES, remedy, format, arguments);
    va_end(arguments);
    return answer;
}

struct answer answer_unknown(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct answer answer = make(DISTURBS_UNKNOWN, NULL, format, arguments);
    va_end(arguments);
    return answer;
}

struct answer answer_untold(const char *what)
{
    return answer_unknown("the system does not tell %s", what);
}
