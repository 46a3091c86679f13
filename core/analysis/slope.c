/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/slope.h"

#include <math.h>
#include <stdlib.h>

#include "base/text.h"

static const double level_of_each = 0.975, apart = 1.02, wide = 0.25;

/* Times of the commands with one number of calls. */
struct commands {
    double calls;
    double median_ns;
    struct interval interval;
};

static struct commands commands_make(const struct sample *const *rows, size_t count, int64_t calls)
{
    double *times = xcalloc(count, sizeof *times);
    size_t used = 0;
    for (size_t i = 0; i < count; i++)
        if (rows[i]->batch == calls)
            times[used++] = (double)rows[i]->batch_ns;
    struct commands commands = {.calls = (double)calls, .median_ns = quantile_median(times, used)};
    commands.interval = quantile_median_interval(times, used, level_of_each);
    free(times);
    return commands;
}

static struct slope slope_between(const struct commands *few, const struct commands *many)
{
    double calls = many->calls - few->calls;
    struct slope slope = {(many->median_ns - few->median_ns) / calls,
                          {(many->interval.lo - few->interval.hi) / calls,
                           (many->interval.hi - few->interval.lo) / calls}};
    if (!(slope.call_ns > 0))
        slope.call_ns = NAN;
    if (!(slope.interval.lo > 0))
        slope.interval = (struct interval){NAN, NAN};
    return slope;
}

struct slope slope_make(const struct sample *const *rows, size_t count)
{
    int64_t few = INT64_MAX, many = 0;
    for (size_t i = 0; i < count; i++) {
        few = rows[i]->batch < few ? rows[i]->batch : few;
        many = rows[i]->batch > many ? rows[i]->batch : many;
    }
    if (few >= many)
        return (struct slope){NAN, {NAN, NAN}};
    struct commands small = commands_make(rows, count, few);
    struct commands large = commands_make(rows, count, many);
    return slope_between(&small, &large);
}

static bool is_wide(struct slope slope)
{
    return slope.interval.hi - slope.interval.lo > 2 * wide * slope.call_ns;
}

enum slope_verdict slope_judge(struct slope own, struct slope outside)
{
    if (isnan(own.interval.lo) || isnan(outside.interval.lo))
        return SLOPE_UNKNOWN;
    if (outside.interval.lo > apart * own.interval.hi ||
        own.interval.lo > apart * outside.interval.hi)
        return SLOPE_DISAGREES;
    return is_wide(own) || is_wide(outside) ? SLOPE_UNSTEADY : SLOPE_AGREES;
}
