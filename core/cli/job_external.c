/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes of the clock outside: lines of samples.csv, progress, notes. */
#include <stdio.h>
#include <stdlib.h>

#include "base/path.h"
#include "cli/job.h"

static void on_begin(void *context, size_t cells, double expected_ns)
{
    struct job *job = context;
    progress_line_external_begin(&job->progress, cells, expected_ns);
}

static void on_progress(void *context, const struct external_progress *progress)
{
    struct job *job = context;
    progress_line_external(&job->progress, progress);
}

static void on_note(void *context, const char *text)
{
    struct job *job = context;
    char *line = text_clean(text);
    progress_line_end(&job->progress);
    fprintf(stderr, "note: %s\n", line);
    free(line);
}

/* In one append: samples.h. */
static int on_timed(void *context, const struct cell *cell, const struct external_place *place,
                    const struct external_times *times, struct error *error)
{
    struct job *job = context;
    struct visit_place where = {
        .round = place->pass, .position = place->position, .begin_ns = place->begin_ns};
    struct sample sample = job_sample(job, cell, &where);
    sample.phase = PHASE_EXTERNAL;
    for (unsigned i = 0; i < 2 * times->runs; i++) {
        sample.batch = (int64_t)times->calls[i / times->runs];
        sample.batch_ns = (int64_t)times->ns[i];
        samples_append(job->samples, &sample);
    }
    return samples_flush(job->samples, error);
}

void job_external_check(const struct job *job)
{
    char *hyperfine = path_find_program("hyperfine");
    if (job->experiment.external == EXTERNAL_HYPERFINE && hyperfine == NULL)
        fprintf(stderr, "note: measure.external: hyperfine is not installed (package hyperfine); "
                        "without it external_ns stays empty\n");
    free(hyperfine);
}

int job_external(struct job *job, struct error *error)
{
    bool interrupted;
    struct external_order order = {
        .experiment = &job->experiment,
        .plan = &job->plan,
        .topology = job->topology,
        .history = &job->history,
        .cells = job->external,
        .program = job->program,
        .directory = job->directory,
        .began_ns = job->began_ns,
        .events = {job, on_begin, on_progress, on_note, on_timed},
    };
    if (external_execute(&order, &interrupted, error) != 0)
        return -1;
    if (interrupted)
        job->end = RUN_INTERRUPTED;
    return 0;
}
