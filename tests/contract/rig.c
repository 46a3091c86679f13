/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rig.h"

#include <fenv.h>
#include <inttypes.h>
#include <math.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "marks.h"
#include "measure/host.h"
#include "measure/stage.h"
#include "report.h"

void sleep_ms(long ms)
{
    struct timespec pause = {.tv_nsec = ms * 1000000};
    nanosleep(&pause, NULL);
}

static void enter(enum stage stage)
{
    atomic_store(&report->stage, stage);
}

/* ---- load ----------------------------------------------------------------------------------- */

static bool load_one(const char *path, uint32_t kind, const struct setting_list *settings,
                     struct plugin *plugin, parbench_value **values)
{
    struct error error;
    if (plugin_load(path, plugin, &error) != LOAD_OK)
        return failed("load: %s", error.text);
    if (plugin->kind != kind)
        return failed("%s is a %s", path, plugin_kind_name(plugin->kind));
    if (options_parse(plugin->options, settings, values, &error) != 0)
        return failed("options: %s", error.text);
    return true;
}

/* -1 where nothing is pinned. */
static void choose_cpus(struct rig *rig)
{
    cpu_set_t usable;
    int cpu = -1;
    sched_getaffinity(0, sizeof usable, &usable);
    rig->cpus = xcalloc(rig->job->workers, sizeof *rig->cpus);
    for (uint32_t worker = 0; worker < rig->job->workers; worker++) {
        do
            cpu = (cpu + 1) % CPU_SETSIZE;
        while (!CPU_ISSET((size_t)cpu, &usable));
        rig->cpus[worker] = rig->job->pinned ? cpu : -1;
    }
}

static bool probe(const struct rig *rig)
{
    parbench_error error = {""};
    enter(STAGE_PROBE);
    if (rig->backend.backend.probe == NULL)
        return true;
    int answer = rig->backend.backend.probe(host_services(), &error);
    if (answer == PARBENCH_UNAVAILABLE)
        return declined(error.text);
    return answer == PARBENCH_OK || failed("probe returned %d: %s", answer, error.text);
}

bool rig_load(struct rig *rig, const struct job *job)
{
    *rig = (struct rig){.job = job};
    enter(STAGE_LOAD);
    if (!load_one(job->kernel_path, PARBENCH_KIND_KERNEL, &job->kernel_settings, &rig->kernel,
                  &rig->kernel_values) ||
        !load_one(job->backend_path, PARBENCH_KIND_BACKEND, &job->backend_settings, &rig->backend,
                  &rig->backend_values))
        return false;
    rig->ranks = rig->backend.backend.rank != NULL;
    rig->calls_back = (rig->backend.backend.flags & PARBENCH_NO_CALLBACK) == 0;
    choose_cpus(rig);
    return probe(rig);
}

void rig_free(struct rig *rig)
{
    free(rig->kernel_values);
    free(rig->backend_values);
    free(rig->cpus);
}

/* ---- life ----------------------------------------------------------------------------------- */

static bool answered(const char *op, int answer, const char *text)
{
    if (answer == PARBENCH_OK)
        return true;
    if (answer == PARBENCH_UNSUPPORTED)
        return declined(text);
    return failed("%s returned %d: %s", op, answer, text);
}

bool rig_create_kernel(struct rig *rig)
{
    const parbench_kernel *kernel = &rig->kernel.kernel;
    parbench_error error = {""};
    enter(STAGE_CREATE);
    rig->kernel_instance = NULL;
    if (kernel->create == NULL)
        return true;
    int answer = kernel->create(host_services(), rig->kernel_values, rig->job->n,
                                &rig->kernel_instance, &error);
    return answered("kernel create", answer, error.text);
}

static void complete_task(struct rig *rig)
{
    rig->plain = (parbench_task){
        .struct_size = sizeof rig->plain,
        .workers = rig->job->workers,
        .n = rig->job->n,
        .range = rig->kernel.kernel.range,
        .instance = rig->kernel_instance,
        .host = host_services(),
        .cpus = rig->cpus,
        .kernel = rig->kernel.name,
        .kernel_options = rig->kernel.kernel.options,
        .kernel_values = rig->kernel_values,
    };
}

void rig_destroy_kernel(struct rig *rig)
{
    if (rig->kernel.kernel.destroy != NULL)
        rig->kernel.kernel.destroy(rig->kernel_instance);
}

int rig_ask(struct rig *rig, struct marks *marks, parbench_error *error)
{
    const parbench_backend *backend = &rig->backend.backend;
    enter(STAGE_CREATE);
    complete_task(rig);
    rig->created = marks ? marks_task(marks, &rig->plain, rig->plain.range) : rig->plain;
    rig->backend_instance = NULL;
    if (backend->create == NULL)
        return PARBENCH_OK;
    return backend->create(host_services(), rig->backend_values, &rig->created,
                           &rig->backend_instance, error);
}

bool rig_create(struct rig *rig, struct marks *marks)
{
    parbench_error error = {""};
    if (!rig_create_kernel(rig))
        return false;
    if (answered("create", rig_ask(rig, marks, &error), error.text))
        return true;
    rig_destroy_kernel(rig);
    return false;
}

bool rig_run(struct rig *rig, const parbench_task *task, parbench_partial *total)
{
    enter(STAGE_RUN);
    *total = (parbench_partial){0};
    int answer = rig->backend.backend.run(rig->backend_instance, task, total);
    return answer == PARBENCH_OK || failed("run returned %d: %s", answer, host_last_failure());
}

void rig_destroy(struct rig *rig)
{
    enter(STAGE_DESTROY);
    if (rig->backend.backend.destroy != NULL)
        rig->backend.backend.destroy(rig->backend_instance);
    rig_destroy_kernel(rig);
}

/* ---- totals --------------------------------------------------------------------------------- */

static bool judge_counts(uint64_t n, const parbench_partial *total)
{
    uint64_t index_sum = n % 2 == 0 ? n / 2 * (n - 1) : n * ((n - 1) / 2);
    if (total->items != n)
        return failed("the total has %" PRIu64 " items, not %" PRIu64, total->items, n);
    if (total->index_sum != index_sum)
        return failed("the total's index sum is %" PRIu64 ", not %" PRIu64, total->index_sum,
                      index_sum);
    return true;
}

static bool judge_value(const struct rig *rig, const parbench_partial *total)
{
    parbench_verdict verdict = {NAN, NAN, NAN};
    fesetenv(FE_DFL_ENV);
    rig->kernel.kernel.check(rig->kernel_instance, total, &verdict);
    if (isfinite(verdict.tolerance) && fabs(verdict.value - verdict.expected) <= verdict.tolerance)
        return true;
    return failed("the value is %.17g, not %.17g within %.3g", verdict.value, verdict.expected,
                  verdict.tolerance);
}

bool rig_judge(const struct rig *rig, const parbench_partial *total)
{
    bool counted = !rig->calls_back || judge_counts(rig->job->n, total);
    if ((total->reserved[0] | total->reserved[1]) != 0)
        counted = failed("the total's reserved words are not zero");
    return judge_value(rig, total) && counted;
}

parbench_partial rig_reference(const struct rig *rig)
{
    const parbench_task *task = &rig->plain;
    parbench_partial total = {0}, unused = {0};
    if (rig->kernel.kernel.prepare_range != NULL) /* a rank has prepared its own share alone */
        rig->kernel.kernel.prepare_range(task->instance, 0, task->n, &unused);
    for (uint32_t worker = 0; worker < task->workers; worker++) {
        parbench_partial partial = {0};
        uint64_t begin, end;
        parbench_split(task->n, task->workers, worker, &begin, &end);
        parbench_work(task, worker, begin, end, &partial);
        task->host->combine(&total, &partial);
    }
    return total;
}
