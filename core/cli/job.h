/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run as `parbench run` carries it out: from the words of the command line to cells.csv. */
#ifndef PARBENCH_CLI_JOB_H
#define PARBENCH_CLI_JOB_H

#include "analysis/summary.h"
#include "cli/cli.h"
#include "cli/progress_line.h"
#include "execute/external.h"
#include "execute/rounds.h"
#include "results/run_json.h"
#include "results/samples.h"

/* All zero but for the first, and overrides.twins; job_free gives back. */
struct job {
    const struct cli_arguments *arguments;
    char host[host_size];
    struct overrides overrides;
    struct text_list only;
    struct text_list directories; /* of plugins */
    char *program;
    struct topology *topology;
    struct experiment experiment;
    struct plan plan;
    char *directory; /* of the run */
    struct samples_writer *samples;
    struct history history;
    struct external_cell *external; /* of each cell of the plan */
    struct progress_line progress;
    enum run_end end;
    uint32_t last_round;
    uint64_t began_ns; /* this session of the run */
};

/* These return an exit status and have told what is wrong. */

/* All of it, as the arguments say; frees the job. */
int job_execute(struct job *job);

/* Reads the experiment and plans it; overrides, only and directories are set already. */
int job_plan(struct job *job, struct source source);

/* run.json as this process would write it now. */
json_t *job_describe(const struct job *job);

/* Measures what the history does not have, and finishes. */
int job_measure(struct job *job);
void job_free(struct job *job);

/* A line of samples.csv about this cell; what is not known of every line is empty. */
struct sample job_sample(const struct job *job, const struct cell *cell,
                         const struct visit_place *place);

/* measure.external, after the rounds. An interrupt becomes the job's end. */
int job_external(struct job *job, struct error *error);

/* Tells where that cannot be. */
void job_external_check(const struct job *job);

/* "parbench: COMMAND: ..." to stderr. Returns EXIT_BAD_USE. */
int job_fail(const struct job *job, const char *text);

/* What the cells of a run make of the exit status. */
int job_judge(const struct summary *summary, bool strict);

/* To stdout: what a run of twins shows, with --json as JSON; without its table with --quiet. */
int aa_print(const struct cli_arguments *arguments, const char *directory,
             const struct summary *summary);

/* Takes up an interrupted run: everything but the measuring. */
int resume_prepare(struct job *job, const char *directory, bool retry);

#endif
