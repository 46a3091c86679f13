/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/ran.h"

#include <inttypes.h>
#include <string.h>

#include "base/cpus.h"
#include "base/text.h"

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

static uint64_t fewest(const struct series *series)
{
    uint64_t least = UINT64_MAX;
    for (size_t i = 0; i < series->count;) {
        uint64_t ran = count_round(series, &i);
        if (ran > 0 && ran < least)
            least = ran;
    }
    return least == UINT64_MAX ? 0 : least;
}

/* On which workers had work, in the order of their rows. */
static struct text_list find_hosts(const struct series *series)
{
    struct text_list hosts = {0};
    for (size_t i = 0; i < series->count; i++)
        if (worked(series->samples[i]) && !text_list_contains(&hosts, series->samples[i]->host))
            text_list_add(&hosts, series->samples[i]->host);
    return hosts;
}

/* "0-3,8" */
static void append_cpus(const struct series *series, const char *host, struct text *to)
{
    bool used[cpus_most] = {false};
    const char *separator = "";
    for (size_t i = 0; i < series->count; i++)
        if (worked(series->samples[i]) && strcmp(series->samples[i]->host, host) == 0)
            used[series->samples[i]->cpu] = true;
    for (int first = 0, last; first < cpus_most; first = last + 1) {
        last = first;
        if (!used[first])
            continue;
        while (last + 1 < cpus_most && used[last + 1])
            last++;
        text_append(to, first < last ? "%s%d-%d" : "%s%d", separator, first, last);
        separator = ",";
    }
}

/* The whole text, or as much as there is room for, up to a comma or a blank, and "...". */
static void keep(const char *text, char to[static ran_on_size])
{
    size_t length = strlen(text);
    if (length < ran_on_size) {
        memcpy(to, text, length + 1);
        return;
    }
    length = ran_on_size - sizeof "...";
    while (length > 0 && strchr(", ", text[length - 1]) == NULL)
        length--;
    memcpy(to, text, length);
    strcpy(to + length, "...");
}

/* The CPUs of one host; of several "node1:0-1 node2:0". */
static void format_places(const struct series *series, char to[static ran_on_size])
{
    struct text_list hosts = find_hosts(series);
    struct text text = {0};
    for (size_t i = 0; i < hosts.count; i++) {
        if (hosts.count > 1)
            text_append(&text, "%s%s:", i > 0 ? " " : "", hosts.items[i]);
        append_cpus(series, hosts.items[i], &text);
    }
    if (text.data != NULL)
        keep(text.data, to);
    text_free(&text);
    text_list_free(&hosts);
}

void ran_find(const struct series *series, struct cell_summary *cell)
{
    cell->ran = fewest(series);
    format_places(series, cell->ran_on);
}
