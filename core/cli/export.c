/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `parbench export DIR... --to FORMAT`: the cells of one or several runs for another reader, on
 * stdout. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/summary.h"
#include "base/path.h"
#include "cli/cli.h"

static const struct cli_option options[] = {
    {"to", 0, "FORMAT",
     "csv: as cells.csv; csv-fr: semicolon, decimal comma, BOM, CRLF (required)"},
    {NULL, 0, NULL, NULL},
};

/* What a spreadsheet with a French locale opens by a double click. */
static const struct cells_format french = {';', ',', "\r\n"};

static const struct format {
    const char *name;
    const char *begin;
    const struct cells_format *cells;
} formats[] = {
    {"csv", "", &cells_plain},
    {"csv-fr", "\xEF\xBB\xBF", &french},
};
enum { format_count = sizeof formats / sizeof *formats };

/* NULL where there is none. */
static const struct format *find_format(const char *word)
{
    for (size_t i = 0; i < format_count; i++)
        if (word != NULL && strcmp(formats[i].name, word) == 0)
            return &formats[i];
    return NULL;
}

static int refuse_format(const char *word)
{
    const char *names[format_count];
    struct text_list allowed = {0};
    for (size_t i = 0; i < format_count; i++) {
        names[i] = formats[i].name;
        text_list_add(&allowed, names[i]);
    }
    const char *nearest = text_nearest(word ? word : "", names, format_count);
    char *list = text_list_join(&allowed, ", ");
    int result = word == NULL ? cli_fail("export: --to FORMAT is missing; allowed: %s", list)
                              : cli_fail("export: --to %s is not allowed; allowed: %s%s%s%s", word,
                                         list, nearest ? "; did you mean \"" : "",
                                         nearest ? nearest : "", nearest ? "\"?" : "");
    free(list);
    text_list_free(&allowed);
    return result;
}

/* What has been joined so far. */
struct joined {
    struct text text;
    struct text_list directories; /* without links */
    struct text_list runs;        /* what the columns experiment, run and host say of each */
};

static void joined_free(struct joined *joined)
{
    text_free(&joined->text);
    text_list_free(&joined->directories);
    text_list_free(&joined->runs);
}

static void note_same_name(const struct joined *joined, const char *run, const char *directory)
{
    for (size_t i = 0; i < joined->runs.count; i++)
        if (strcmp(joined->runs.items[i], run) == 0)
            fprintf(stderr,
                    "note: %s and %s are both called %s: their lines cannot be told apart\n",
                    joined->directories.items[i], directory, run);
}

/* A run that is reached twice, as by its name and by the link `latest`, counts once. */
static int join(struct joined *joined, const char *word, const struct format *format,
                struct error *error)
{
    struct summary summary;
    char *directory;
    if (path_real(word, &directory, error) != 0)
        return -1;
    int result = 0;
    if (!text_list_contains(&joined->directories, directory) &&
        (result = summary_make(word, &summary, error)) == 0) {
        const struct run_info *run = &summary.run;
        char *name = text_format("%s/%s on %s", run->experiment, run->run, run->host);
        note_same_name(joined, name, directory);
        cells_format_lines(summary.cells, run->count, format->cells, &joined->text);
        text_list_add(&joined->directories, directory);
        text_list_take(&joined->runs, name);
        summary_free(&summary);
    }
    free(directory);
    return result;
}

static int execute(const struct cli_arguments *arguments)
{
    const char *word = cli_value(arguments, "to"), *directory;
    const struct format *format = find_format(word);
    struct joined joined = {0};
    struct error error;
    int result = EXIT_DONE;
    if (format == NULL)
        return refuse_format(word);
    text_append(&joined.text, "%s", format->begin);
    cells_format_header(format->cells, &joined.text);
    for (int i = 0; result == EXIT_DONE && (directory = cli_operand(arguments, i)) != NULL; i++)
        if (join(&joined, directory, format, &error) != 0)
            result = cli_fail("export: %s", error.text);
    if (result == EXIT_DONE) {
        fwrite(joined.text.data, 1, joined.text.length, stdout);
        if (fflush(stdout) != 0)
            result = cli_fail("export: cannot write to stdout");
    }
    joined_free(&joined);
    return result;
}

const struct cli_command command_export = {
    .name = "export",
    .operands = "DIR...",
    .summary =
        "Print the cells of the run in DIR in another format; several runs become one table.",
    .options = options,
    .least_operands = 1,
    .most_operands = INT_MAX,
    .execute = execute,
};
