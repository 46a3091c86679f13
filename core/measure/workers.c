/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/workers.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "base/flags.h"
#include "base/text.h"
#include "measure/clock.h"
#include "measure/host.h"

/* A worker's own, two cache lines: the stride of the wrapped task leads each worker to its one. */
struct worker_log {
    _Alignas(128) parbench_range_fn *range;
    const void *instance;
    uint64_t busy_ns;
    int32_t first_cpu; /* -1: had no work */
    int32_t cpu;       /* the last */
};

struct worker_log *workers_prepare(uint32_t workers)
{
    return host_services()->shared(workers * sizeof(struct worker_log));
}

static void wrapped_range(const void *instance, uint64_t begin, uint64_t end,
                          parbench_partial *partial)
{
    struct worker_log *log = (struct worker_log *)instance;
    if (log->first_cpu < 0)
        log->first_cpu = sched_getcpu();
    uint64_t before = clock_now_ns();
    log->range(log->instance, begin, end, partial);
    log->busy_ns += clock_now_ns() - before;
    log->cpu = sched_getcpu();
}

struct worker_report {
    uint64_t busy_ns;
    int32_t first_cpu;
    int32_t cpu;
    char host[host_size];
};

static void add_row(struct session *session, uint32_t worker, uint64_t t_ns,
                    const struct worker_report *report)
{
    struct record_row *row = record_add(&session->record, PHASE_WORKER);
    row->worker = (int32_t)worker;
    row->cpu = report->cpu;
    row->batch_ns = report->busy_ns;
    row->t_ns = t_ns;
    memcpy(row->host, report->host, sizeof row->host);
}

static struct worker_report report_of(const struct session *session, const struct worker_log *log)
{
    struct worker_report report = {
        .busy_ns = log->busy_ns, .first_cpu = log->first_cpu, .cpu = log->cpu};
    memcpy(report.host, session->record.host, sizeof report.host);
    return report;
}

static bool share_cpu(const struct worker_report *a, const struct worker_report *b)
{
    return a->cpu == b->cpu && strcmp(a->host, b->host) == 0;
}

/* True where a worker moved during the call, was not on its CPU, or shared one with another
 * although there are enough. */
static bool is_misplaced(const struct session *session, const struct worker_report *reports,
                         uint32_t worker)
{
    const struct worker_report *own = &reports[worker];
    int32_t wanted = session->task.cpus[worker];
    bool crowded = (session->record.flags & FLAG_OVERSUBSCRIBED) != 0;
    if (own->cpu < 0)
        return false;
    for (uint32_t other = 0; other < worker && !crowded; other++)
        if (share_cpu(own, &reports[other]))
            return true;
    return own->cpu != own->first_cpu || (wanted >= 0 && own->cpu != wanted);
}

static void gather(struct session *session, const struct worker_log *logs, uint64_t t_ns)
{
    uint32_t workers = session->task.workers;
    struct worker_report *reports = xcalloc(workers, sizeof *reports);
    if (session->ranks) {
        struct worker_report mine = report_of(session, &logs[session->rank]);
        session_exchange(session, &mine, sizeof mine, reports);
    } else {
        for (uint32_t worker = 0; worker < workers; worker++)
            reports[worker] = report_of(session, &logs[worker]);
    }
    for (uint32_t worker = 0; worker < workers; worker++) {
        add_row(session, worker, t_ns, &reports[worker]);
        if (is_misplaced(session, reports, worker))
            session->record.flags |= FLAG_PLACEMENT;
    }
    free(reports);
}

enum status workers_measure(struct session *session)
{
    struct worker_log *logs = session->worker_log;
    parbench_task task = session->task;
    parbench_partial total;
    uint64_t elapsed, t_ns = session_age_ns(session);
    if ((session->backend.backend.flags & PARBENCH_NO_CALLBACK) != 0)
        return STATUS_OK;
    for (uint32_t worker = 0; worker < task.workers; worker++)
        logs[worker] = (struct worker_log){
            .range = task.range, .instance = task.instance, .first_cpu = -1, .cpu = -1};
    task.range = wrapped_range;
    task.instance = logs;
    task.instance_stride = sizeof *logs;
    enum status status =
        session_agree(session, session_run(session, &task, 1, &total, &elapsed), NULL);
    if (status == STATUS_OK)
        gather(session, logs, t_ns);
    return status;
}
