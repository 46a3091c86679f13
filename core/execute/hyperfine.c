/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "execute/hyperfine.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

/* Within '...' nothing is special but the quote itself. */
char *hyperfine_quote(const struct text_list *words)
{
    struct text_list quoted = {0};
    for (size_t i = 0; i < words->count; i++) {
        char *word = text_replace(words->items[i], "'", "'\\''");
        text_list_take(&quoted, text_format("'%s'", word));
        free(word);
    }
    char *line = text_list_join(&quoted, " ");
    text_list_free(&quoted);
    return line;
}

struct text_list hyperfine_command(const char *program, const char *const commands[2],
                                   unsigned runs, const char *json)
{
    char *count = text_format("%u", runs);
    const char *const words[] = {program,         "-N",       "--style",   "none",     "--output",
                                 "inherit",       "--warmup", "1",         "--runs",   count,
                                 "--export-json", json,       commands[0], commands[1]};
    struct text_list command = {0};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        text_list_add(&command, words[i]);
    free(count);
    return command;
}

/* Seconds as whole nanoseconds; 0 where it is no number above 0. */
static uint64_t to_ns(const json_t *seconds)
{
    double ns = json_is_number(seconds) ? round(json_number_value(seconds) * 1e9) : 0;
    return ns >= 1 && ns < 9e18 ? (uint64_t)ns : 0;
}

static int decode(const json_t *json, unsigned runs, uint64_t *ns, struct error *error)
{
    const json_t *results = json_object_get(json, "results");
    for (unsigned i = 0; i < 2 * runs; i++) {
        const json_t *times = json_object_get(json_array_get(results, i / runs), "times");
        ns[i] = json_array_size(times) == runs ? to_ns(json_array_get(times, i % runs)) : 0;
        if (ns[i] == 0)
            return error_set(error, "hyperfine's result %u has not %u times above 0", i / runs + 1,
                             runs);
    }
    return 0;
}

int hyperfine_read(const char *path, unsigned runs, uint64_t *ns, struct error *error)
{
    json_error_t problem;
    json_t *json = json_load_file(path, 0, &problem);
    if (json == NULL)
        return error_set(error, "hyperfine's results: %s", problem.text);
    int result = decode(json, runs, ns, error);
    json_decref(json);
    return result;
}
