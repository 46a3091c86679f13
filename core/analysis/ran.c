/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/ran.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cpus.h"

static bool worked(const struct sample *sample)
{
    return sample->phase == PHASE_WORKER && sample->cpu >= 0 && sample->cpu < cpus_most;
}

static uint64_t count_round(const struct series *series, size_t *next)
{
    uint32_t round = series->samples[*next]->round;
    uint64_t ran = 0;
    for (; *next < series->count && series->samples[*next]->round == round; ++*next)
        ran += worked(series->samples[*next]);
    return ran;
}

/* "0-3,8", cut at a comma where there is no room. */
static void format_cpus(const bool *used, char to[static ran_on_size])
{
    size_t length = 0;
    for (int first = 0, last; first < cpus_most; first = last + 1) {
        last = first;
        if (!used[first])
            continue;
        while (last + 1 < cpus_most && used[last + 1])
            last++;
        char range[ran_on_size];
        size_t size = (size_t)snprintf(range, sizeof range, first < last ? "%s%d-%d" : "%s%d",
                                       length ? "," : "", first, last);
        if (length + size + sizeof ",..." > ran_on_size) {
            strcpy(to + length, ",...");
            return;
        }
        memcpy(to + length, range, size + 1);
        length += size;
    }
}

void ran_find(const struct series *series, struct cell_summary *cell)
{
    bool used[cpus_most] = {false};
    uint64_t least = UINT64_MAX;
    for (size_t i = 0; i < series->count;) {
        uint64_t ran = count_round(series, &i);
        if (ran > 0 && ran < least)
            least = ran;
    }
    for (size_t i = 0; i < series->count; i++)
        if (worked(series->samples[i]))
            used[series->samples[i]->cpu] = true;
    cell->ran = least == UINT64_MAX ? 0 : least;
    format_cpus(used, cell->ran_on);
}
