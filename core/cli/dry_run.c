/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/dry_run.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

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

static void print_bound(const struct experiment *experiment, const struct plan *plan)
{
    double round_ns = 0;
    size_t measured = 0;
    for (size_t i = 0; i < plan->count; i++) {
        if (plan->cells[i].known != STATUS_OK)
            continue;
        measured++;
        round_ns += (double)plan->cells[i].timeout_ns;
    }
    if (plan->sentinel.key != NULL)
        round_ns += (double)plan->sentinel.timeout_ns;
    printf("\nrounds x cells to visit: %" PRIu32 " x %zu = %zu visits, at most %.0f s (visits x "
           "timeout, and one more a round that watches the machine)\n",
           experiment->rounds_most, measured, measured * experiment->rounds_most,
           round_ns * experiment->rounds_most / 1e9);
}

/* What is left of a run that has begun. */
static void print_forecast(const struct experiment *experiment, const struct history *history)
{
    double elapsed_ns = (double)history->elapsed_ns;
    uint32_t rounds = 0, done = 0;
    for (uint32_t round = 1; round <= experiment->rounds_most; round++) {
        double round_ns = history_round_ns(history, round);
        bool over = experiment->budget_ns != 0 && round_ns > 0 &&
                    elapsed_ns + round_ns > (double)experiment->budget_ns;
        if (round_ns < 0 || over)
            break;
        elapsed_ns += round_ns;
        rounds++;
        done += round_ns <= 0;
    }
    printf("\n%" PRIu32 " rounds are done, in %.0f s; ", done, (double)history->elapsed_ns / 1e9);
    printf("%" PRIu32 " rounds in all are expected to take %.0f s%s\n", rounds, elapsed_ns / 1e9,
           experiment->budget_ns != 0 ? " (budget kept)" : "");
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
