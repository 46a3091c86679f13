/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `parbench run CONFIG`: from an INI file to a run directory. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/aa.h"
#include "base/number.h"
#include "base/path.h"
#include "cli/dry_run.h"
#include "cli/job.h"
#include "execute/visit_folder.h"
#include "results/run_directory.h"

static const struct cli_option options[] = {
    {"output", 'o', "DIR", "the run's directory, empty or absent (results/<experiment>/...)"},
    {"set", 0, "S.K=V", "set a key, as in 'measure.rounds=3'; may be repeated"},
    {"only", 0, "GLOB", "only these cells, as --dry-run prints them; may be repeated"},
    {"backend", 0, "FILE.so", "one backend more, from this file; may be repeated"},
    {"budget", 0, "T", "as measure.budget: no round begins that is expected to end later"},
    {"resume", 0, "DIR", "go on with an interrupted run; takes no CONFIG"},
    {"retry", 0, NULL, "with --resume: open cells again that were not ok"},
    {"dry-run", 0, NULL, "print the effective configuration and the plan, measure nothing"},
    {"strict", 0, NULL, "unavailable and unsupported cells are failures, too"},
    {"quiet", 'q', NULL, "no progress and no table; only the path of cells.csv"},
    {NULL, 0, NULL, NULL},
};

/* What may not be said again of a run that has begun. */
static const char *const fixed_by_resume[] = {"output", "set", "only", "backend", "plugin-path"};

static int check_words(const struct cli_arguments *arguments)
{
    const char *config = cli_operand(arguments, 0);
    if (cli_has(arguments, "resume") && config != NULL)
        return cli_fail("run: --resume takes no CONFIG: the run knows its own");
    if (!cli_has(arguments, "resume") && config == NULL)
        return cli_fail("run: CONFIG is missing; usage: parbench run [options] CONFIG");
    if (cli_has(arguments, "retry") && !cli_has(arguments, "resume"))
        return cli_fail("run: --retry goes with --resume");
    const char *output = cli_value(arguments, "output");
    if (output != NULL && *output == '\0')
        return cli_fail("run: -o needs the name of a directory; the one given is empty");
    for (size_t i = 0; i < sizeof fixed_by_resume / sizeof *fixed_by_resume; i++)
        if (cli_has(arguments, "resume") && cli_has(arguments, fixed_by_resume[i]))
            return cli_fail("run: --%s does not go with --resume: the run knows its own",
                            fixed_by_resume[i]);
    return EXIT_DONE;
}

/* A setting, but a bad value is refused under its own name. */
static int take_budget(struct job *job)
{
    const char *text = cli_value(job->arguments, "budget");
    struct error error;
    uint64_t ns;
    if (text == NULL)
        return EXIT_DONE;
    if (!number_parse_duration(text, &ns) || ns < 1000000) {
        error_set(&error,
                  "--budget %s is not allowed; allowed: a duration of 1ms or more, like "
                  "30s, 2m",
                  text);
        return job_fail(job, error.text);
    }
    text_list_take(&job->overrides.settings, text_format("measure.budget=%s", text));
    return EXIT_DONE;
}

static int prepare(struct job *job)
{
    const struct cli_arguments *arguments = job->arguments;
    struct error error;
    if (!cli_has(arguments, "dry-run") && visit_folder_check_temporary(&error) != 0)
        return job_fail(job, error.text);
    if (cli_find_plugins(arguments, &job->program, &job->directories, &error) != 0)
        return job_fail(job, error.text);
    cli_values(arguments, "set", &job->overrides.settings);
    if (take_budget(job) != EXIT_DONE)
        return EXIT_BAD_USE;
    if (cli_has(arguments, "resume"))
        return resume_prepare(job, cli_value(arguments, "resume"), cli_has(arguments, "retry"));
    cli_values(arguments, "backend", &job->overrides.backends);
    cli_values(arguments, "only", &job->only);
    return job_plan(job, (struct source){.path = cli_operand(arguments, 0)});
}

static void tell_notes(const struct text_list *notes)
{
    for (size_t i = 0; i < notes->count; i++)
        fprintf(stderr, "note: %s\n", notes->items[i]);
}

/* run.json is UTF-8, and so must be what it names. */
static int check_paths(const struct job *job)
{
    const char *const paths[] = {job->experiment.path, job->directory};
    struct error error;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        if (text_is_utf8(paths[i]))
            continue;
        error_set(&error, "%s: the path is not UTF-8, so run.json cannot name it", paths[i]);
        return job_fail(job, error.text);
    }
    return EXIT_DONE;
}

static int write_first_files(struct job *job)
{
    struct error error;
    if (check_paths(job) != EXIT_DONE)
        return EXIT_BAD_USE;
    json_t *description = job_describe(job);
    int result = run_json_write(job->directory, description, &error);
    json_decref(description);
    if (result == 0)
        result =
            samples_create(job->directory, strrchr(job->directory, '/') + 1, &job->samples, &error);
    return result == 0 ? EXIT_DONE : job_fail(job, error.text);
}

static int open_new(struct job *job)
{
    struct error error;
    const char *wanted = cli_value(job->arguments, "output");
    bool is_mine = wanted == NULL || !path_is_directory(wanted);
    if (run_directory_create(job->experiment.name, wanted, &job->directory, &error) != 0)
        return job_fail(job, error.text);
    if (write_first_files(job) != EXIT_DONE) {
        if (is_mine)
            run_directory_discard(job->directory);
        return EXIT_BAD_USE;
    }
    if (wanted == NULL && run_directory_publish(job->directory, &error) != 0)
        return job_fail(job, error.text);
    return EXIT_DONE;
}

int job_execute(struct job *job)
{
    gethostname(job->host, sizeof job->host - 1);
    int result = prepare(job);
    if (result == EXIT_DONE) {
        tell_notes(&job->experiment.notes);
        tell_notes(&job->plan.notes);
        if (job->overrides.twins && job->experiment.rounds_most < least_pair_rounds)
            fprintf(stderr, "note: with fewer than %d rounds no pair can be judged\n",
                    least_pair_rounds);
        job_external_check(job);
    }
    if (result == EXIT_DONE && cli_has(job->arguments, "dry-run")) {
        dry_run_print(&job->experiment, &job->plan, &job->history);
    } else if (result == EXIT_DONE) {
        if (!cli_has(job->arguments, "resume"))
            result = open_new(job);
        if (result == EXIT_DONE)
            result = job_measure(job);
    }
    job_free(job);
    return result;
}

static int execute(const struct cli_arguments *arguments)
{
    struct job job = {.arguments = arguments};
    int result = check_words(arguments);
    return result == EXIT_DONE ? job_execute(&job) : result;
}

const struct cli_command command_run = {
    .name = "run",
    .operands = "CONFIG",
    .summary = "Measure the experiment that the INI file CONFIG describes.",
    .options = options,
    .most_operands = 1,
    .execute = execute,
};
