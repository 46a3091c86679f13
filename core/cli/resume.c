/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `parbench run --resume DIR`: the same experiment on the same machine, and what it has seen. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "cli/job.h"
#include "execute/visit_folder.h"
#include "results/run_directory.h"

static int refuse(const char *directory, const struct text_list *reasons)
{
    for (size_t i = 0; i < reasons->count; i++)
        fprintf(stderr, "%s: %s\n", directory, reasons->items[i]);
    return cli_fail("run: --resume: new samples would not be comparable with those that are there");
}

static int check_sameness(struct job *job, const json_t *then)
{
    struct text_list reasons = {0};
    json_t *now = job_describe(job);
    int result = EXIT_DONE;
    run_json_compare(then, now, &reasons);
    if (reasons.count > 0)
        result = refuse(job->directory, &reasons);
    text_list_free(&reasons);
    json_decref(now);
    return result;
}

/* plan->count where the plan has no such cell. */
static size_t find_cell(const struct plan *plan, const struct sample *sample)
{
    size_t i = 0;
    while (i < plan->count &&
           (plan->cells[i].n != sample->n || plan->cells[i].workers != sample->workers ||
            strcmp(plan->cells[i].kernel->name, sample->kernel) != 0 ||
            strcmp(plan->cells[i].backend->name, sample->backend) != 0))
        i++;
    return i;
}

/* Nothing where the field is empty. */
static uint64_t known(int64_t field)
{
    return field > 0 ? (uint64_t)field : 0;
}

static void remember_external(struct job *job, const struct sample *sample)
{
    size_t cell = find_cell(&job->plan, sample);
    if (cell < job->plan.count)
        external_remember(&job->external[cell], sample->round, known(sample->batch));
    /* All lines of one hyperfine have the time of its begin. */
    if (job->history.elapsed_ns < known(sample->t_rel_ns))
        job->history.elapsed_ns = known(sample->t_rel_ns);
    job->history.elapsed_ns += known(sample->batch_ns);
}

static void remember(struct job *job, const struct samples *samples)
{
    struct record record = {0};
    for (size_t i = 0; i < samples->count; i++) {
        const struct sample *sample = &samples->rows[i];
        if (sample->phase == PHASE_EXTERNAL) {
            remember_external(job, sample);
            continue;
        }
        struct record_row *row = record_add(&record, sample->phase);
        row->batch = known(sample->batch);
        row->batch_ns = known(sample->batch_ns);
        if (sample->phase != PHASE_VISIT)
            continue;
        size_t cell = find_cell(&job->plan, sample);
        if (sample->position == 0)
            history_add_sentinel(&job->history, sample->round, sample->status, row->batch_ns,
                                 &record);
        else if (cell < job->plan.count)
            history_add(&job->history, cell, sample->round, sample->status, row->batch_ns, &record);
        job->history.elapsed_ns = known(sample->t_rel_ns) + row->batch_ns;
        record_free(&record);
    }
    record_free(&record);
}

static int take_up(struct job *job, const char *run, bool retry)
{
    struct samples samples;
    struct error error;
    bool writes = !cli_has(job->arguments, "dry-run");
    if ((writes && samples_reopen(job->directory, run, &job->samples, &error) != 0) ||
        samples_read(job->directory, &samples, &error) != 0)
        return cli_fail("run: --resume: %s", error.text);
    if (writes) {
        visit_folder_sweep(job->directory);
        run_directory_sweep(job->directory);
    }
    remember(job, &samples);
    if (retry)
        history_reopen(&job->history);
    samples_free(&samples);
    return EXIT_DONE;
}

int resume_prepare(struct job *job, const char *directory, bool retry)
{
    struct error error;
    json_t *then;
    if (path_real(directory, &job->directory, &error) != 0 ||
        run_json_load(job->directory, &then, &error) != 0)
        return cli_fail("run: --resume: %s", error.text);
    struct run_recipe recipe = run_json_recipe(then);
    text_list_free(&job->directories);
    for (size_t i = 0; i < job->overrides.settings.count; i++) /* --budget is the last word */
        text_list_add(&recipe.overrides.settings, job->overrides.settings.items[i]);
    text_list_free(&job->overrides.settings);
    job->overrides = recipe.overrides;
    job->only = recipe.only;
    job->directories = recipe.plugin_directories;
    int result = job_plan(job, (struct source){.path = recipe.config_path,
                                               .text = recipe.config_text,
                                               .includes = recipe.includes,
                                               .include_count = recipe.include_count});
    included_free(recipe.includes, recipe.include_count);
    if (result == EXIT_DONE)
        result = check_sameness(job, then);
    if (result == EXIT_DONE)
        result = take_up(job, recipe.run, retry);
    json_decref(then);
    return result;
}
