/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `parbench aa CONFIG`: each backend twice under two names, and how often the two look different;
 * `parbench aa DIR` prints such a run again. */
#include <stdio.h>
#include <stdlib.h>

#include "base/path.h"
#include "cli/job.h"
#include "report/aa_report.h"
#include "report/machine_words.h"
#include "report/table.h"

static const struct cli_option options[] = {
    {"output", 'o', "DIR", "the run's directory, empty or absent (results/<experiment>/...)"},
    {"set", 0, "S.K=V", "set a key, as in 'measure.rounds=9'; may be repeated"},
    {"only", 0, "GLOB", "only these cells and their twins; may be repeated"},
    {"budget", 0, "T", "as measure.budget: no round begins that is expected to end later"},
    {"json", 0, NULL, "print JSON"},
    {"quiet", 'q', NULL, "no progress and no table; only the figures of all pairs"},
    {NULL, 0, NULL, NULL},
};

/* ---- what comes out ------------------------------------------------------------------------- */

static void print_json(const struct aa *aa, const struct summary *summary, const char *directory)
{
    json_t *object = aa_report_json(aa, &summary->sentinel, directory);
    json_dumpf(object, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(object);
}

static void print_text(const struct aa *aa, const struct summary *summary, bool with_table)
{
    struct text text = {0};
    if (with_table) {
        aa_report_table(aa, &text);
        table_format_details(summary->cells, summary->run.count, &text);
        text_append(&text, "\n");
    }
    aa_report_figures(aa, &text);
    if (with_table)
        machine_words(&summary->sentinel, &text);
    fputs(text.data, stdout);
    text_free(&text);
}

int aa_print(const struct cli_arguments *arguments, const char *directory,
             const struct summary *summary)
{
    struct aa aa;
    struct error error;
    if (aa_make(summary, &aa, &error) != 0)
        return cli_fail("aa: %s", error.text);
    if (cli_has(arguments, "json"))
        print_json(&aa, summary, directory);
    else
        print_text(&aa, summary, !cli_has(arguments, "quiet"));
    aa_free(&aa);
    return EXIT_DONE;
}

/* ---- a run that is there already ------------------------------------------------------------ */

static int check_words(const struct cli_arguments *arguments)
{
    static const char *const to_measure[] = {"output", "set", "only", "budget"};
    for (size_t i = 0; i < sizeof to_measure / sizeof *to_measure; i++)
        if (cli_has(arguments, to_measure[i]))
            return cli_fail("aa: --%s does not go with the directory of a run: nothing is measured",
                            to_measure[i]);
    return EXIT_DONE;
}

static int print_again(const struct cli_arguments *arguments, const char *directory)
{
    struct summary summary;
    struct error error;
    if (summary_make(directory, &summary, &error) != 0)
        return cli_fail("aa: %s", error.text);
    char *absolute = path_absolute(directory);
    int result = aa_print(arguments, absolute, &summary);
    if (result == EXIT_DONE)
        result = job_judge(&summary, false);
    free(absolute);
    summary_free(&summary);
    return result;
}

static int execute(const struct cli_arguments *arguments)
{
    const char *operand = cli_operand(arguments, 0);
    struct job job = {.arguments = arguments, .overrides.twins = true};
    if (!path_is_directory(operand))
        return job_execute(&job);
    int result = check_words(arguments);
    return result == EXIT_DONE ? print_again(arguments, operand) : result;
}

const struct cli_command command_aa = {
    .name = "aa",
    .operands = "CONFIG|DIR",
    .summary = "Measure each backend twice: how often do two equal things look different?",
    .options = options,
    .least_operands = 1,
    .most_operands = 1,
    .execute = execute,
};
