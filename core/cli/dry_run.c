/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/dry_run.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "cli/run_end.h"

static void print_key(const struct effective *row)
{
    char *pair = text_format("%s = %s", row->key, row->value);
    printf("  %-44s ; %s\n", pair, row->origin);
    free(pair);
}

static bool is_first_of_section(const struct experiment *experiment, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (strcmp(experiment->effective[i].section, experiment->effective[index].section) == 0)
            return false;
    return true;
}

static void print_section(const struct experiment *experiment, const char *section)
{
    printf("[%s]\n", section);
    for (size_t i = 0; i < experiment->effective_count; i++)
        if (strcmp(experiment->effective[i].section, section) == 0)
            print_key(&experiment->effective[i]);
}

static void print_known(const struct cell *cell)
{
    char *clean = text_clean(cell->known_detail);
    printf("  %s  %s: %s\n", cell->key, status_name(cell->known), clean);
    free(clean);
}

static void print_cells(const struct plan *plan)
{
    printf("\n%zu cell%s\n", plan->count, plan->count == 1 ? "" : "s");
    for (size_t i = 0; i < plan->count; i++) {
        const struct cell *cell = &plan->cells[i];
        if (cell->known == STATUS_OK)
            printf("  %s\n", cell->key);
        else
            print_known(cell);
    }
}

static void print_external(const struct experiment *experiment)
{
    if (experiment->external != EXTERNAL_NONE)
        printf("hyperfine's time is not in it; the run says it before hyperfine begins\n");
}

/* A round begins within the budget, and then may take all of its timeouts. */
static void print_bound(const struct experiment *experiment, const struct plan *plan)
{
    double round_ns = 0, budget_ns = (double)experiment->budget_ns;
    size_t measured = 0;
    for (size_t i = 0; i < plan->count; i++) {
        if (plan->cells[i].known != STATUS_OK)
            continue;
        measured++;
        round_ns += (double)plan->cells[i].timeout_ns;
    }
    if (plan->sentinel.key != NULL)
        round_ns += (double)plan->sentinel.timeout_ns;
    double all_ns = round_ns * experiment->rounds_most;
    bool capped = experiment->budget_ns != 0 && budget_ns + round_ns < all_ns;
    printf("\nrounds x cells to visit: %" PRIu32 " x %zu = %zu visits, at most %.0f s (visits x "
           "timeout, and one more a round that watches the machine%s)\n",
           experiment->rounds_most, measured, measured * experiment->rounds_most,
           (capped ? budget_ns + round_ns : all_ns) / 1e9,
           capped ? "; of the last round that begins within the budget" : "");
    print_external(experiment);
}

/* The most rounds there can be in all, and what they are expected to take. */
static uint32_t forecast_rounds(const struct experiment *experiment, const struct history *history,
                                double *elapsed_ns)
{
    uint32_t round = 0, begun = history_last_round(history);
    while (round < experiment->rounds_most) {
        double round_ns = history_round_ns(history, round + 1);
        bool over = experiment->budget_ns != 0 && round >= begun &&
                    *elapsed_ns + round_ns > (double)experiment->budget_ns;
        if (round_ns < 0 || over)
            break;
        *elapsed_ns += round_ns;
        round++;
    }
    return round;
}

/* What is left of a run that has begun, as it will find out itself. */
static void print_forecast(const struct experiment *experiment, const struct history *history)
{
    uint32_t begun = history_last_round(history), complete = history_complete(history, begun);
    double elapsed_ns = (double)history->elapsed_ns;
    enum run_end end = complete < begun
                           ? RUN_GOES_ON
                           : stopping_decide(experiment, history, begun, history->elapsed_ns);
    printf("\n%" PRIu32 " round%s %s complete, in %.0f s; ", complete, complete == 1 ? "" : "s",
           complete == 1 ? "is" : "are", elapsed_ns / 1e9);
    if (end != RUN_GOES_ON) {
        printf("no more is to come: %s\n", run_end_reason(end));
    } else {
        uint32_t most = forecast_rounds(experiment, history, &elapsed_ns);
        printf("at most %" PRIu32 " in all, expected to take %.0f s%s\n", most, elapsed_ns / 1e9,
               experiment->budget_ns != 0 ? " (budget kept)" : "");
    }
    print_external(experiment);
}

void dry_run_print(const struct experiment *experiment, const struct plan *plan,
                   const struct history *history)
{
    for (size_t i = 0; i < experiment->effective_count; i++)
        if (is_first_of_section(experiment, i))
            print_section(experiment, experiment->effective[i].section);
    print_cells(plan);
    if (history->elapsed_ns > 0)
        print_forecast(experiment, history);
    else
        print_bound(experiment, plan);
}
