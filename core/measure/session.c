/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/session.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cpus.h"
#include "base/flags.h"
#include "measure/clock.h"
#include "measure/host.h"
#include "measure/stage.h"
#include "measure/workers.h"

uint64_t session_age_ns(const struct session *session)
{
    return clock_now_ns() - session->began_ns;
}

enum status session_note(struct session *session, enum status status, const char *format, ...)
{
    if (status <= session->record.status)
        return status;
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    session->record.status = status;
    text_one_line(session->record.detail, sizeof session->record.detail, text);
    return status;
}

/* ---- ranks ---------------------------------------------------------------------------------- */

/* A rank that is alone with its failure: nobody can hear it in an exchange. */
static void leave(struct session *session)
{
    struct error error;
    fprintf(stderr, "parbench: %s: %s\n", status_name(session->record.status),
            session->record.detail);
    if (session->request->record != NULL &&
        record_write(&session->record, session->request->record, &error) != 0)
        fprintf(stderr, "parbench: %s\n", error.text);
    fflush(NULL);
    _exit(1);
}

void session_exchange(struct session *session, const void *mine, size_t size, void *all)
{
    if (!session->ranks) {
        memcpy(all, mine, size);
        return;
    }
    if (session->backend.backend.exchange(session->backend_instance, mine, size, all) !=
        PARBENCH_OK) {
        session_note(session, STATUS_FAILED, "rank %u: exchange: %s", session->rank,
                     host_last_failure());
        leave(session);
    }
}

struct report {
    uint64_t decision;
    uint32_t status;
    char detail[detail_size];
};

enum status session_agree(struct session *session, enum status mine, uint64_t *decision)
{
    if (!session->ranks)
        return mine;
    uint32_t ranks = session->task.workers;
    struct report report = {.decision = decision ? *decision : 0, .status = mine};
    struct report *all = xcalloc(ranks, sizeof *all);
    memcpy(report.detail, session->record.detail, sizeof report.detail);
    session_exchange(session, &report, sizeof report, all);
    enum status worst = STATUS_OK;
    for (uint32_t rank = 0; rank < ranks; rank++) {
        worst = status_worse(worst, (enum status)all[rank].status);
        session_note(session, (enum status)all[rank].status, "rank %u: %s", rank, all[rank].detail);
    }
    if (decision != NULL)
        *decision = all[0].decision;
    free(all);
    return worst;
}

/* Where ranks are, and how many CPUs they may use together there: the launcher decided it. */
struct place {
    char host[host_size];
    struct cpu_set_bits allowed;
};

static bool is_crowded(const struct place *places, uint32_t count, const char *host)
{
    struct cpu_set_bits together = {{0}};
    size_t ranks = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(places[i].host, host) != 0)
            continue;
        cpus_join(&together, &places[i].allowed);
        ranks++;
    }
    return ranks > cpus_count(&together);
}

static void flag_crowded_ranks(struct session *session)
{
    uint32_t ranks = session->task.workers;
    struct place place = {.allowed = cpus_allowed()}, *all = xcalloc(ranks, sizeof *all);
    memcpy(place.host, session->record.host, sizeof place.host);
    session_exchange(session, &place, sizeof place, all);
    for (uint32_t rank = 0; rank < ranks; rank++)
        if (is_crowded(all, ranks, all[rank].host))
            session->record.flags |= FLAG_OVERSUBSCRIBED;
    free(all);
}

/* ---- opening -------------------------------------------------------------------------------- */

static enum status load_one(struct session *session, const char *path, uint32_t kind,
                            const char *name, struct plugin *plugin)
{
    struct error error;
    if (plugin_load(path, plugin, &error) != LOAD_OK)
        return session_note(session, STATUS_FAILED, "%s", error.text);
    if (plugin->kind != kind)
        return session_note(session, STATUS_FAILED, "%s: is a %s, not a %s", path,
                            plugin_kind_name(plugin->kind), plugin_kind_name(kind));
    if (name != NULL && strcmp(name, plugin->name) != 0)
        return session_note(session, STATUS_FAILED, "%s: calls itself \"%s\", not \"%s\"", path,
                            plugin->name, name);
    return STATUS_OK;
}

static enum status check_workers(struct session *session)
{
    const parbench_backend *backend = &session->backend.backend;
    uint32_t workers = session->request->workers;
    if (workers < backend->min_workers)
        return session_note(session, STATUS_UNSUPPORTED, "%s takes at least %u workers",
                            backend->name, backend->min_workers);
    if (backend->max_workers != 0 && workers > backend->max_workers)
        return session_note(session, STATUS_UNSUPPORTED, "%s takes at most %u worker%s",
                            backend->name, backend->max_workers,
                            backend->max_workers == 1 ? "" : "s");
    return STATUS_OK;
}

static enum status load(struct session *session)
{
    const struct cell_request *request = session->request;
    struct error error;
    stage_set(STAGE_LOAD);
    enum status status = load_one(session, request->kernel_path, PARBENCH_KIND_KERNEL,
                                  request->kernel_name, &session->kernel);
    if (status == STATUS_OK)
        status = load_one(session, request->backend_path, PARBENCH_KIND_BACKEND,
                          request->backend_name, &session->backend);
    if (status != STATUS_OK)
        return status;
    session->ranks = session->backend.backend.rank != NULL;
    if (check_workers(session) != STATUS_OK)
        return STATUS_UNSUPPORTED;
    if (options_parse(session->kernel.options, &request->kernel_settings, &session->kernel_values,
                      &error) != 0)
        return session_note(session, STATUS_FAILED, "%s.%s", session->kernel.name, error.text);
    if (options_parse(session->backend.options, &request->backend_settings,
                      &session->backend_values, &error) != 0)
        return session_note(session, STATUS_FAILED, "%s.%s", session->backend.name, error.text);
    return STATUS_OK;
}

/* Turns the answer of an op into the record's status and words. Besides PARBENCH_OK and
 * PARBENCH_FAILED an op may give one answer of its own, `special`, or 0. */
static enum status op_status(struct session *session, const struct plugin *plugin, const char *op,
                             int answer, int special, const char *text)
{
    enum status status = STATUS_FAILED;
    if (answer == PARBENCH_OK)
        return STATUS_OK;
    if (answer == special)
        status = answer == PARBENCH_UNSUPPORTED ? STATUS_UNSUPPORTED : STATUS_UNAVAILABLE;
    if (text[0] != '\0') /* which a plugin may have filled to the brim */
        return session_note(session, status, "%.*s", (int)sizeof(((parbench_error *)0)->text),
                            text);
    return session_note(session, status, "%s: %s returned %d and no reason", plugin->name, op,
                        answer);
}

static enum status probe(struct session *session)
{
    const parbench_backend *backend = &session->backend.backend;
    parbench_error error = {""};
    stage_set(STAGE_PROBE);
    if (backend->probe == NULL)
        return STATUS_OK;
    int answer = backend->probe(host_services(), &error);
    return op_status(session, &session->backend, "probe", answer, PARBENCH_UNAVAILABLE, error.text);
}

static enum status create_kernel(struct session *session)
{
    const parbench_kernel *kernel = &session->kernel.kernel;
    parbench_error error = {""};
    stage_set(STAGE_CREATE);
    if (kernel->create != NULL) {
        int answer = kernel->create(host_services(), session->kernel_values, session->request->n,
                                    &session->kernel_instance, &error);
        if (answer != PARBENCH_OK)
            return op_status(session, &session->kernel, "create", answer, PARBENCH_UNSUPPORTED,
                             error.text);
    }
    session->kernel_created = true;
    return STATUS_OK;
}

static void complete_task(struct session *session)
{
    const struct cell_request *request = session->request;
    session->cpus = xcalloc(request->workers, sizeof *session->cpus);
    for (uint32_t worker = 0; worker < request->workers; worker++)
        session->cpus[worker] = request->cpus ? request->cpus[worker] : -1;
    session->task = (parbench_task){
        .struct_size = sizeof session->task,
        .workers = request->workers,
        .n = request->n,
        .range = session->kernel.kernel.range,
        .instance = session->kernel_instance,
        .host = host_services(),
        .cpus = session->cpus,
        .kernel = session->kernel.name,
        .kernel_options = session->kernel.kernel.options,
        .kernel_values = session->kernel_values,
    };
}

static enum status create_backend(struct session *session)
{
    const parbench_backend *backend = &session->backend.backend;
    parbench_error error = {""};
    session->worker_log = workers_prepare(session->task.workers);
    if (session->worker_log == NULL)
        return session_note(session, STATUS_FAILED, "out of shared memory");
    uint64_t age = session_age_ns(session), begin = clock_now_ns();
    if (backend->create != NULL) {
        int answer = backend->create(host_services(), session->backend_values, &session->task,
                                     &session->backend_instance, &error);
        if (answer != PARBENCH_OK)
            return op_status(session, &session->backend, "create", answer, PARBENCH_UNSUPPORTED,
                             error.text);
    }
    uint64_t end = clock_now_ns();
    session->backend_created = true;
    struct record_row *row = record_add(&session->record, PHASE_START);
    row->batch_ns = end - begin;
    row->t_ns = age;
    return STATUS_OK;
}

enum status session_open(struct session *session, const struct cell_request *request)
{
    *session = (struct session){.request = request, .began_ns = clock_now_ns()};
    gethostname(session->record.host, sizeof session->record.host - 1);
    size_t usable = cpus_usable();
    if (request->cpus != NULL) /* before anything is loaded: runtimes look at the mask then */
        cpus_bind(request->cpus, request->workers);
    host_count_cpus();

    enum status status = load(session);
    if (status == STATUS_OK)
        status = probe(session);
    if (status == STATUS_OK)
        status = create_kernel(session);
    if (status == STATUS_OK) {
        complete_task(session);
        status = create_backend(session);
    }
    if (session->ranks && status != STATUS_OK)
        leave(session);
    if (status != STATUS_OK)
        return status;
    if (session->ranks) {
        session->rank = session->backend.backend.rank(session->backend_instance);
        flag_crowded_ranks(session);
    } else if (request->workers > usable) {
        session->record.flags |= FLAG_OVERSUBSCRIBED;
    }
    return STATUS_OK;
}

/* ---- running and closing -------------------------------------------------------------------- */

enum status session_run(struct session *session, const parbench_task *task, uint64_t calls,
                        parbench_partial *total, uint64_t *elapsed_ns)
{
    int (*run)(void *, const parbench_task *, parbench_partial *) = session->backend.backend.run;
    int answer = PARBENCH_OK;
    stage_set(STAGE_RUN);
    uint64_t begin = clock_now_ns();
    for (uint64_t call = 0; call < calls && answer == PARBENCH_OK; call++) {
        *total = (parbench_partial){0};
        answer = run(session->backend_instance, task, total);
    }
    *elapsed_ns = clock_now_ns() - begin;
    session->record.calls += calls;
    return op_status(session, &session->backend, "run", answer, 0, host_last_failure());
}

void session_close(struct session *session)
{
    const parbench_backend *backend = &session->backend.backend;
    const parbench_kernel *kernel = &session->kernel.kernel;
    stage_set(STAGE_DESTROY);
    if (session->backend_created) {
        uint64_t age = session_age_ns(session), begin = clock_now_ns();
        if (backend->destroy != NULL)
            backend->destroy(session->backend_instance);
        uint64_t end = clock_now_ns();
        struct record_row *row = record_add(&session->record, PHASE_STOP);
        row->batch_ns = end - begin;
        row->t_ns = age;
    }
    if (session->kernel_created && kernel->destroy != NULL)
        kernel->destroy(session->kernel_instance);
    free(session->cpus);
    free(session->kernel_values);
    free(session->backend_values);
    host_release_shared();
    stage_set(STAGE_DONE);
}
