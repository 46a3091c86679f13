/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "execute/stopping.h"

bool stopping_may_look(uint32_t round)
{
    static const uint32_t looks[] = {9, 12, 17, 25, 35, 50, 70};
    while (round > 70 && round % 2 == 0 && round / 2 >= 50)
        round /= 2;
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++)
        if (looks[i] == round)
            return true;
    return false;
}

bool stopping_is_wide(const struct experiment *experiment, const struct cell_history *cell)
{
    return !cell->closed && history_half_width(cell) > experiment->precision;
}

static bool any_wide(const struct experiment *experiment, const struct history *history)
{
    for (size_t i = 0; i < history->count; i++)
        if (stopping_is_wide(experiment, &history->cells[i]))
            return true;
    return false;
}

static bool all_closed(const struct history *history)
{
    for (size_t i = 0; i < history->count; i++)
        if (!history->cells[i].closed)
            return false;
    return true;
}

enum run_end stopping_decide(const struct experiment *experiment, const struct history *history,
                             uint32_t round, uint64_t elapsed_ns)
{
    bool fixed = experiment->rounds_least == experiment->rounds_most;
    if (all_closed(history))
        return RUN_CLOSED;
    bool precise = !any_wide(experiment, history) && !history_drifts(history);
    if (round >= experiment->rounds_most)
        return fixed ? RUN_COUNTED : precise ? RUN_PRECISE : RUN_MOST;
    if (!fixed && round >= experiment->rounds_least && stopping_may_look(round) && precise)
        return RUN_PRECISE;
    double next_ns = history_round_ns(history, round + 1);
    if (experiment->budget_ns != 0 && round > 0 &&
        (double)elapsed_ns + next_ns > (double)experiment->budget_ns)
        return RUN_BUDGET;
    return RUN_GOES_ON;
}
