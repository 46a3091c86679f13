/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/job.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/summary.h"
#include "cli/run_end.h"
#include "execute/other_job.h"
#include "execute/reap.h"
#include "measure/clock.h"
#include "report/failures.h"
#include "report/machine_words.h"
#include "report/table.h"

/* ---- planning ------------------------------------------------------------------------------- */

int job_fail(const struct job *job, const char *text)
{
    return cli_fail("%s: %s", cli_command_line(job->arguments)[1], text);
}

static int report_problems(const struct job *job, const struct problems *problems)
{
    for (size_t i = 0; i < problems->lines.count; i++)
        fprintf(stderr, "%s\n", problems->lines.items[i]);
    return cli_fail("%s: %zu mistake%s; nothing was run", cli_command_line(job->arguments)[1],
                    problems->lines.count, problems->lines.count == 1 ? "" : "s");
}

static int load_experiment(struct job *job, struct source source)
{
    struct problems problems = {0};
    struct error error;
    int result = EXIT_DONE;
    if (experiment_load(source, &job->overrides, job->program, &job->directories,
                        topology_size(job->topology), &job->experiment, &problems, &error) != 0)
        result = job_fail(job, error.text);
    else if (problems.lines.count > 0)
        result = report_problems(job, &problems);
    reap_all(); /* what plugins left behind when they were described */
    text_list_free(&problems.lines);
    return result;
}

int job_plan(struct job *job, struct source source)
{
    struct error error;
    other_job_leave();
    reap_begin();
    if (topology_open(&job->topology, &error) != 0)
        return job_fail(job, error.text);
    int result = load_experiment(job, source);
    if (result != EXIT_DONE)
        return result;
    if (plan_make(&job->experiment, &job->only, &job->plan, &error) != 0)
        return job_fail(job, error.text);
    job->history = history_make(&job->plan, job->experiment.rounds_most);
    job->external = xcalloc(job->plan.count, sizeof *job->external);
    return EXIT_DONE;
}

json_t *job_describe(const struct job *job)
{
    struct run_parts parts = {
        .experiment = &job->experiment,
        .plan = &job->plan,
        .topology = job->topology,
        .overrides = &job->overrides,
        .only = &job->only,
        .plugin_directories = &job->directories,
        .program = job->program,
        .command_line = cli_command_line(job->arguments),
    };
    return run_json_make(job->directory, &parts);
}

/* ---- what comes of visits ------------------------------------------------------------------- */

static void on_progress(void *context, const struct progress *progress)
{
    struct job *job = context;
    progress_line_show(&job->progress, progress);
}

struct sample job_sample(const struct job *job, const struct cell *cell,
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
        .batch = -1,
        .batch_ns = -1,
        .value = NAN,
        .error = NAN,
        .tolerance = NAN,
        .detail = "",
        .layout = place->layout,
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
    sample.batch = (int64_t)row->batch;
    sample.batch_ns = (int64_t)row->batch_ns;
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

/* Of the sentinel only its samples count, as what they are. */
static void append_rows(const struct job *job, const struct sample *sample,
                        const struct record *record)
{
    for (size_t i = 0; i < record->row_count; i++) {
        struct record_row row = record->rows[i];
        bool is_sample = row.phase == PHASE_CALL;
        if (sample->position == 0)
            row.phase = PHASE_SENTINEL;
        if (sample->position > 0 || is_sample)
            append_row(job, *sample, &row, record->flags);
    }
}

static int on_visited(void *context, const struct cell *cell, const struct visit_place *place,
                      const struct visit_outcome *outcome, struct error *error)
{
    struct job *job = context;
    const struct record *record = &outcome->record;
    struct sample visit = job_sample(job, cell, place);
    append_rows(job, &visit, record);
    if (record->host[0] != '\0')
        visit.host = record->host;
    visit.phase = PHASE_VISIT;
    if (outcome->has_record)
        visit.batch = (int64_t)record->calls;
    if (outcome->elapsed_ns > 0)
        visit.batch_ns = (int64_t)outcome->elapsed_ns;
    visit.status = outcome->status;
    visit.detail = outcome->detail;
    visit.flags = outcome->flags;
    visit.maxrss_kib = record->maxrss_kib ? (int64_t)record->maxrss_kib : -1;
    samples_append(job->samples, &visit);
    return samples_write(job->samples, error);
}

static int on_round_done(void *context, uint32_t round, struct error *error)
{
    struct job *job = context;
    (void)round;
    return samples_flush(job->samples, error);
}

/* ---- the end -------------------------------------------------------------------------------- */

int job_judge(const struct summary *summary, bool strict)
{
    for (size_t i = 0; i < summary->run.count; i++) {
        enum status status = summary->cells[i].status;
        if (status_is_failure(status) || (strict && status != STATUS_OK))
            return EXIT_BAD_CELL;
    }
    return EXIT_DONE;
}

static int exit_status(const struct job *job, const struct summary *summary)
{
    if (job->end == RUN_INTERRUPTED)
        return EXIT_INTERRUPTED;
    return job_judge(summary, cli_has(job->arguments, "strict"));
}

static void print_table(const struct summary *summary)
{
    struct text text = {0};
    table_format(summary->cells, summary->run.count, &text);
    table_format_details(summary->cells, summary->run.count, &text);
    table_format_flags(summary->cells, summary->run.count, &text);
    table_format_clean(summary->cells, summary->run.count, &text);
    table_format_external(summary->cells, summary->run.count, &text);
    machine_words(&summary->sentinel, &text);
    table_format_costs(summary->cells, summary->run.count, &text);
    printf("%s\n", text.data);
    text_free(&text);
}

/* What a table would have shown. */
static void tell_failures(const struct summary *summary, bool strict)
{
    struct text text = {0};
    failures_format(summary->cells, summary->run.count, strict, &text);
    if (text.data != NULL)
        fputs(text.data, stderr);
    text_free(&text);
}

/* Results: to stdout behind a table, to stderr where there is none. */
static void tell_wide(const struct job *job, FILE *to)
{
    struct text text = {0};
    run_end_wide(&job->experiment, &job->plan, &job->history, job->end, &text);
    if (text.data != NULL)
        fputs(text.data, to);
    text_free(&text);
}

static void tell_end(const struct job *job)
{
    uint64_t elapsed_ns = job->history.elapsed_ns + clock_now_ns() - job->began_ns;
    run_end_tell(&job->experiment, &job->history, job->end, job->last_round, elapsed_ns);
}

static void tell_results(const struct job *job, const struct summary *summary)
{
    bool quiet = cli_has(job->arguments, "quiet"), json = cli_has(job->arguments, "json");
    if (!quiet)
        tell_end(job);
    if (job->overrides.twins)
        aa_print(job->arguments, job->directory, summary);
    else if (!quiet)
        print_table(summary);
    tell_wide(job, quiet || json ? stderr : stdout);
    if (quiet)
        tell_failures(summary, cli_has(job->arguments, "strict"));
}

static void tell_how_to_go_on(const struct job *job, const char *what)
{
    fprintf(stderr,
            "parbench: %s; what was measured is kept; to go on:\n"
            "  parbench run --resume %s\n",
            what, job->directory);
}

static int finish(struct job *job)
{
    struct summary summary;
    struct error error;
    progress_line_end(&job->progress);
    if (summary_make(job->directory, &summary, &error) != 0)
        return job_fail(job, error.text);
    int result = exit_status(job, &summary);
    bool written = cells_write(job->directory, summary.cells, summary.run.count, &error) == 0;
    tell_results(job, &summary);
    if (!written)
        result = job_fail(job, error.text);
    else if (!cli_has(job->arguments, "json"))
        printf("%s/cells.csv\n", job->directory);
    fflush(stdout);
    if (job->end == RUN_INTERRUPTED)
        tell_how_to_go_on(job, "interrupted");
    summary_free(&summary);
    return result;
}

/* An error of the run itself: cells.csv says what there is, where it still can be written. */
static int give_up(struct job *job, const struct error *error)
{
    struct summary summary;
    struct error ignored;
    progress_line_end(&job->progress);
    int result = job_fail(job, error->text);
    samples_flush(job->samples, &ignored);
    if (summary_make(job->directory, &summary, &ignored) != 0)
        return result;
    cells_write(job->directory, summary.cells, summary.run.count, &ignored);
    summary_free(&summary);
    tell_how_to_go_on(job, "ended by an error");
    return result;
}

int job_measure(struct job *job)
{
    struct error error;
    job->began_ns = clock_now_ns();
    job->progress = progress_line_begin(cli_has(job->arguments, "quiet"));
    struct rounds rounds = {
        .experiment = &job->experiment,
        .plan = &job->plan,
        .topology = job->topology,
        .history = &job->history,
        .program = job->program,
        .directory = job->directory,
        .events = {job, on_progress, on_visited, on_round_done},
    };
    int result = rounds_execute(&rounds, &job->end, &job->last_round, &error);
    if (result == 0 && job->end != RUN_INTERRUPTED)
        result = job_external(job, &error);
    if (result != 0)
        return give_up(job, &error);
    return finish(job);
}

void job_free(struct job *job)
{
    samples_close(job->samples);
    history_free(&job->history);
    free(job->external);
    plan_free(&job->plan);
    experiment_free(&job->experiment);
    topology_close(job->topology);
    text_list_free(&job->overrides.settings);
    text_list_free(&job->overrides.backends);
    text_list_free(&job->only);
    text_list_free(&job->directories);
    free(job->directory);
    free(job->program);
}
