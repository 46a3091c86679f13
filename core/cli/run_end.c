/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/run_end.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/number.h"

enum { most_listed = 8 };

const char *run_end_reason(enum run_end end)
{
    static const char *const reasons[] = {
        [RUN_GOES_ON] = "",
        [RUN_COUNTED] = "the number asked for",
        [RUN_PRECISE] = "every open cell is within the precision",
        [RUN_MOST] = "the most that are allowed",
        [RUN_BUDGET] = "one more is expected to end after the budget",
        [RUN_CLOSED] = "no cell is open any more",
        [RUN_INTERRUPTED] = "interrupted",
    };
    return reasons[end];
}

static const char *plural(uint32_t count)
{
    return count == 1 ? "" : "s";
}

static void tell_interrupt(const struct history *history, uint32_t last_round)
{
    uint32_t complete = history_complete(history, last_round);
    if (complete == last_round)
        fprintf(stderr, "interrupted after %" PRIu32 " complete round%s\n", complete,
                plural(complete));
    else
        fprintf(stderr, "interrupted in round %" PRIu32 ", after %" PRIu32 " complete round%s\n",
                last_round, complete, plural(complete));
}

/* Proposed is as much again. */
static void tell_budget(const struct experiment *experiment, uint64_t elapsed_ns)
{
    char used[number_size], budget[number_size];
    uint64_t most_ns = elapsed_ns > experiment->budget_ns ? elapsed_ns : experiment->budget_ns;
    fprintf(stderr,
            "%s of %s are used, by all sessions of this run; --resume with --budget %.0fs goes "
            "on\n",
            number_format_time(used, (double)elapsed_ns),
            number_format_time(budget, (double)experiment->budget_ns), ceil((double)most_ns / 5e8));
}

void run_end_tell(const struct experiment *experiment, const struct history *history,
                  enum run_end end, uint32_t last_round, uint64_t elapsed_ns)
{
    if (end == RUN_INTERRUPTED)
        tell_interrupt(history, last_round);
    else
        fprintf(stderr, "ended after %" PRIu32 " round%s: %s\n", last_round, plural(last_round),
                run_end_reason(end));
    if (end == RUN_BUDGET)
        tell_budget(experiment, elapsed_ns);
}

static void append_width(const char *key, double width, struct text *to)
{
    if (isinf(width))
        text_append(to, "  %s: too few rounds to tell\n", key);
    else
        text_append(to, "  %s: +-%.1f %%\n", key, width * 100);
}

void run_end_wide(const struct experiment *experiment, const struct plan *plan,
                  const struct history *history, enum run_end end, struct text *to)
{
    size_t wide = 0, listed = 0;
    for (size_t i = 0; i < plan->count; i++)
        wide += stopping_is_wide(experiment, &history->cells[i]);
    if (wide == 0 || end == RUN_COUNTED || end == RUN_INTERRUPTED || end == RUN_CLOSED)
        return;
    text_append(to, "%zu of %zu cells are not within %g %% (98 %% interval of the median):\n", wide,
                plan->count, experiment->precision * 100);
    for (size_t i = 0; i < plan->count && listed < most_listed; i++) {
        if (!stopping_is_wide(experiment, &history->cells[i]))
            continue;
        append_width(plan->cells[i].key, history_half_width(&history->cells[i]), to);
        listed++;
    }
    if (wide > most_listed)
        text_append(to, "  and %zu more\n", wide - most_listed);
}
