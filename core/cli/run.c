/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `parbench run CONFIG`: from an INI file to a run directory. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/summary.h"
#include "base/path.h"
#include "cli/cli.h"
#include "cli/dry_run.h"
#include "cli/progress_line.h"
#include "execute/reap.h"
#include "execute/rounds.h"
#include "report/table.h"
#include "results/run_directory.h"

static const struct cli_option options[] = {
    {"output", 'o', "DIR", "the run's directory, empty or absent (results/<experiment>/...)"},
    {"set", 0, "S.K=V", "set a key, as in 'measure.rounds=3'; may be repeated"},
    {"only", 0, "GLOB", "only these cells, as --dry-run prints them; may be repeated"},
    {"backend", 0, "FILE.so", "one backend more, from this file; may be repeated"},
    {"dry-run", 0, NULL, "print the effective configuration and the plan, measure nothing"},
    {"strict", 0, NULL, "unavailable and unsupported cells are failures, too"},
    {"quiet", 'q', NULL, "no progress and no table; only the path of cells.csv"},
    {NULL, 0, NULL, NULL},
};

/* Everything that a run needs, from the command line to the first visit. */
struct job {
    const struct cli_arguments *arguments;
    char *program;
    struct text_list directories;
    struct topology *topology;
    struct experiment experiment;
    struct plan plan;
    char host[host_size];
    char *directory;
    struct samples_writer *samples;
    struct progress_line progress;
    bool interrupted;
};

/* ---- preparing ------------------------------------------------------------------------------ */

static int report_problems(const struct problems *problems)
{
    for (size_t i = 0; i < problems->lines.count; i++)
        fprintf(stderr, "%s\n", problems->lines.items[i]);
    return cli_fail("run: %zu mistake%s; nothing was run", problems->lines.count,
                    problems->lines.count == 1 ? "" : "s");
}

static int load_experiment(struct job *job)
{
    struct overrides overrides = {0};
    struct problems problems = {0};
    struct error error;
    cli_values(job->arguments, "set", &overrides.settings);
    cli_values(job->arguments, "backend", &overrides.backends);
    int result = EXIT_DONE;
    if (experiment_load(cli_operand(job->arguments, 0), &overrides, job->program, &job->directories,
                        topology_size(job->topology), &job->experiment, &problems, &error) != 0)
        result = cli_fail("run: %s", error.text);
    else if (problems.lines.count > 0)
        result = report_problems(&problems);
    reap_all(); /* what plugins left behind when they were described */
    text_list_free(&problems.lines);
    text_list_free(&overrides.settings);
    text_list_free(&overrides.backends);
    return result;
}

static int prepare(struct job *job)
{
    struct text_list only = {0};
    struct error error;
    reap_begin();
    if (cli_find_plugins(job->arguments, &job->program, &job->directories, &error) != 0 ||
        topology_open(&job->topology, &error) != 0)
        return cli_fail("run: %s", error.text);
    int result = load_experiment(job);
    if (result != EXIT_DONE)
        return result;
    cli_values(job->arguments, "only", &only);
    if (plan_make(&job->experiment, &only, &job->plan, &error) != 0)
        result = cli_fail("run: %s", error.text);
    text_list_free(&only);
    return result;
}

static void tell_notes(const struct job *job)
{
    for (size_t i = 0; i < job->experiment.notes.count; i++)
        fprintf(stderr, "note: %s\n", job->experiment.notes.items[i]);
    if (job->experiment.baseline == NULL)
        fprintf(stderr, "note: no baseline and no backend called serial: the speed-up columns stay "
                        "empty\n");
}

static int open_run(struct job *job, struct error *error)
{
    if (run_directory_create(job->experiment.name, cli_value(job->arguments, "output"),
                             &job->directory, error) != 0)
        return -1;
    const char *name = strrchr(job->directory, '/') + 1;
    if (run_json_write(job->directory, &job->experiment, &job->plan, job->topology,
                       cli_command_line(job->arguments), error) != 0 ||
        samples_create(job->directory, name, &job->samples, error) != 0)
        return -1;
    if (cli_has(job->arguments, "output"))
        return 0;
    return run_directory_publish(job->directory, error);
}

/* ---- what comes of visits ------------------------------------------------------------------- */

static void on_progress(void *context, const struct progress *progress)
{
    struct job *job = context;
    progress_line_show(&job->progress, progress);
}

static struct sample sample_of(const struct job *job, const struct cell *cell,
                               const struct visit_place *place)
{
    return (struct sample){
        .host = job->host,
        .round = place->round,
        .position = place->position,
        .kernel = cell->kernel->name,
        .backend = cell->backend->name,
        .n = cell->n,
        .workers = cell->workers,
        .worker = -1,
        .cpu = -1,
        .value = NAN,
        .error = NAN,
        .tolerance = NAN,
        .detail = "",
        .cpu_ns = -1,
        .rqwait_ns = -1,
        .nivcsw = -1,
        .maxrss_kib = -1,
        .t_rel_ns = (int64_t)place->begin_ns,
    };
}

static void append_row(const struct job *job, struct sample sample, const struct record_row *row,
                       unsigned flags)
{
    sample.host = row->host;
    sample.phase = row->phase;
    sample.worker = row->worker;
    sample.cpu = row->cpu;
    sample.batch = row->batch;
    sample.batch_ns = row->batch_ns;
    if (row->checked) {
        sample.value = row->value;
        sample.error = row->error;
        sample.tolerance = row->tolerance;
    }
    sample.status = row->status;
    sample.flags = flags | row->flags;
    sample.cpu_ns = row->noise.cpu_ns;
    sample.rqwait_ns = row->noise.rqwait_ns;
    sample.nivcsw = row->noise.nivcsw;
    sample.t_rel_ns += (int64_t)row->t_ns;
    samples_append(job->samples, &sample);
}

static int on_visited(void *context, const struct cell *cell, const struct visit_place *place,
                      const struct visit_outcome *outcome, struct error *error)
{
    struct job *job = context;
    const struct record *record = &outcome->record;
    struct sample visit = sample_of(job, cell, place);
    (void)error;
    for (size_t i = 0; i < record->row_count; i++)
        append_row(job, visit, &record->rows[i], record->flags);
    if (record->host[0] != '\0')
        visit.host = record->host;
    visit.phase = PHASE_VISIT;
    visit.batch = record->calls;
    visit.batch_ns = outcome->elapsed_ns;
    visit.status = outcome->status;
    visit.detail = outcome->detail;
    visit.flags = outcome->flags;
    visit.maxrss_kib = record->maxrss_kib ? (int64_t)record->maxrss_kib : -1;
    samples_append(job->samples, &visit);
    return 0;
}

static int on_round_done(void *context, uint32_t round, struct error *error)
{
    struct job *job = context;
    (void)round;
    return samples_flush(job->samples, error);
}

/* ---- the end -------------------------------------------------------------------------------- */

static int exit_status(const struct job *job, const struct summary *summary)
{
    bool strict = cli_has(job->arguments, "strict");
    if (job->interrupted)
        return EXIT_INTERRUPTED;
    for (size_t i = 0; i < summary->run.count; i++) {
        enum status status = summary->cells[i].status;
        if (status_is_failure(status) || (strict && status != STATUS_OK))
            return EXIT_BAD_CELL;
    }
    return EXIT_DONE;
}

static void print_table(const struct summary *summary)
{
    struct text text = {0};
    table_format(summary->cells, summary->run.count, &text);
    table_format_details(summary->cells, summary->run.count, &text);
    printf("%s\n", text.data);
    text_free(&text);
}

static int finish(struct job *job)
{
    struct summary summary;
    struct error error;
    progress_line_end(&job->progress);
    if (summary_make(job->directory, &summary, &error) != 0)
        return cli_fail("run: %s", error.text);
    int result = exit_status(job, &summary);
    if (cells_write(job->directory, summary.cells, summary.run.count, &error) != 0)
        result = cli_fail("run: %s", error.text);
    if (!cli_has(job->arguments, "quiet"))
        print_table(&summary);
    printf("%s/cells.csv\n", job->directory);
    fflush(stdout);
    if (job->interrupted)
        fprintf(stderr, "parbench: interrupted; what was measured until then is kept\n");
    summary_free(&summary);
    return result;
}

static int measure(struct job *job)
{
    struct error error;
    if (open_run(job, &error) != 0)
        return cli_fail("run: %s", error.text);
    job->progress = progress_line_begin(cli_has(job->arguments, "quiet"));
    struct rounds rounds = {
        .experiment = &job->experiment,
        .plan = &job->plan,
        .topology = job->topology,
        .program = job->program,
        .directory = job->directory,
        .events = {job, on_progress, on_visited, on_round_done},
    };
    if (rounds_execute(&rounds, &job->interrupted, &error) != 0) {
        progress_line_end(&job->progress);
        return cli_fail("run: %s", error.text);
    }
    return finish(job);
}

static void job_free(struct job *job)
{
    samples_close(job->samples);
    plan_free(&job->plan);
    experiment_free(&job->experiment);
    topology_close(job->topology);
    text_list_free(&job->directories);
    free(job->directory);
    free(job->program);
}

static int execute(const struct cli_arguments *arguments)
{
    struct job job = {.arguments = arguments};
    gethostname(job.host, sizeof job.host - 1);
    int result = prepare(&job);
    if (result == EXIT_DONE && cli_has(arguments, "dry-run")) {
        dry_run_print(&job.experiment, &job.plan);
    } else if (result == EXIT_DONE) {
        tell_notes(&job);
        result = measure(&job);
    }
    job_free(&job);
    return result;
}

const struct cli_command command_run = {
    .name = "run",
    .operands = "CONFIG",
    .summary = "Measure the experiment that the INI file CONFIG describes.",
    .options = options,
    .least_operands = 1,
    .most_operands = 1,
    .execute = execute,
};
