/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `parbench export DIR --to FORMAT`: the cells of a run for another reader, on stdout. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/summary.h"
#include "cli/cli.h"

static const struct cli_option options[] = {
    {"to", 0, "FORMAT",
     "csv: as cells.csv; csv-fr: semicolon, decimal comma, BOM, CRLF (required)"},
    {NULL, 0, NULL, NULL},
};

/* cells.csv, made again from samples.csv and run.json. */
static void format_csv(const struct summary *summary, struct text *to)
{
    cells_format_all(summary->cells, summary->run.count, &cells_plain, to);
}

/* What a spreadsheet with a French locale opens by a double click. */
static void format_csv_fr(const struct summary *summary, struct text *to)
{
    static const struct cells_format french = {';', ',', "\r\n"};
    text_append(to, "\xEF\xBB\xBF");
    cells_format_all(summary->cells, summary->run.count, &french, to);
}

static const struct {
    const char *name;
    void (*format)(const struct summary *summary, struct text *to);
} formats[] = {
    {"csv", format_csv},
    {"csv-fr", format_csv_fr},
};
enum { format_count = sizeof formats / sizeof *formats };

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

static int execute(const struct cli_arguments *arguments)
{
    const char *word = cli_value(arguments, "to");
    struct summary summary;
    struct error error;
    size_t format = 0;
    while (format < format_count && (word == NULL || strcmp(formats[format].name, word) != 0))
        format++;
    if (format == format_count)
        return refuse_format(word);
    if (summary_make(cli_operand(arguments, 0), &summary, &error) != 0)
        return cli_fail("export: %s", error.text);
    struct text text = {0};
    formats[format].format(&summary, &text);
    fwrite(text.data, 1, text.length, stdout);
    int result = fflush(stdout) == 0 ? EXIT_DONE : cli_fail("export: cannot write to stdout");
    text_free(&text);
    summary_free(&summary);
    return result;
}

const struct cli_command command_export = {
    .name = "export",
    .operands = "DIR",
    .summary = "Print the cells of the run in DIR in another format.",
    .options = options,
    .least_operands = 1,
    .most_operands = 1,
    .execute = execute,
};
