/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/visit.h"

#include <alloca.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/flags.h"
#include "base/hash.h"
#include "base/number.h"
#include "base/path.h"
#include "measure/clock.h"
#include "measure/judge.h"
#include "measure/session.h"
#include "measure/workers.h"

#define MS UINT64_C(1000000)

/* Three calls and 100 ms, but no more than 2 s with the first call in it. */
enum { warmup_calls = 3, most_again = 8 };
static const uint64_t warmup_least_ns = 100 * MS;
static const uint64_t warmup_most_ns = 2000 * MS;
static const uint64_t warmup_chunk_ns = 10 * MS;
static const uint64_t short_call_ns = 1 * MS;

/* ---- the phases ----------------------------------------------------------------------------- */

static struct record_row *last_row(struct session *session)
{
    return &session->record.rows[session->record.row_count - 1];
}

/* `calls` timed calls as one row; the last of them is judged. */
static enum status timed_row(struct session *session, enum phase phase, uint64_t calls)
{
    parbench_partial total;
    uint64_t elapsed, t_ns = session_age_ns(session);
    struct noise_counters before = noise_read_quick(&session->family);
    enum status status = session_run(session, &session->task, calls, &total, &elapsed);
    struct noise_counters after = noise_read_quick(&session->family);
    status = session_agree(session, status, NULL); /* before a total that another rank spoilt */
    if (status != STATUS_OK)
        return status;
    struct record_row *row = record_add(&session->record, phase);
    row->batch = calls;
    row->batch_ns = elapsed;
    row->t_ns = t_ns;
    if (phase == PHASE_CALL)
        row->noise = noise_difference(&before, &after);
    return judge_total(session, &total, row);
}

/* First touch: each worker visits the memory that it will work on. */
static enum status prepare(struct session *session)
{
    if (session->kernel.kernel.prepare_range == NULL)
        return STATUS_OK;
    parbench_task task = session->task;
    parbench_partial total;
    uint64_t elapsed;
    task.range = session->kernel.kernel.prepare_range;
    return session_agree(session, session_run(session, &task, 1, &total, &elapsed), NULL);
}

struct warmup {
    uint64_t first_ns; /* age at the begin of the first call */
    uint64_t begin_ns; /* age at the begin of the warm-up */
    uint64_t calls;
    uint64_t elapsed_ns;
    double call_ns;  /* in the last chunk */
    double least_ns; /* in the fastest: no call is expected to be shorter */
};

/* True where these calls and one more, for a sample, still fit into the timeout. */
static bool fits(const struct session *session, double call_ns, uint64_t calls)
{
    double timeout = (double)session->request->timeout_ns;
    double end_ns = (double)session_age_ns(session) + (double)(calls + 1) * call_ns;
    return session->request->timeout_ns == 0 || end_ns < 0.8 * timeout;
}

/* Calls in the next chunk, or 0: chunks double until one fills 10 ms. */
static uint64_t next_chunk(const struct session *session, const struct warmup *warmup,
                           uint64_t chunk, uint64_t chunk_ns)
{
    uint64_t age = session_age_ns(session);
    bool warm = warmup->calls >= warmup_calls && age - warmup->begin_ns >= warmup_least_ns;
    uint64_t next = chunk == 0 ? 1 : chunk_ns < warmup_chunk_ns ? 2 * chunk : chunk;
    if (warm || age - warmup->first_ns >= warmup_most_ns || !fits(session, warmup->call_ns, next))
        return 0;
    return next;
}

static enum status warm_up(struct session *session, struct warmup *warmup)
{
    enum status status = STATUS_OK;
    uint64_t chunk = 0, chunk_ns = 0;
    parbench_partial total;
    warmup->begin_ns = session_age_ns(session);
    for (;;) {
        uint64_t next = next_chunk(session, warmup, chunk, chunk_ns);
        status = session_agree(session, status, &next);
        if (status != STATUS_OK || next == 0)
            break;
        chunk = next;
        status = session_run(session, &session->task, chunk, &total, &chunk_ns);
        warmup->calls += chunk;
        warmup->elapsed_ns += chunk_ns;
        warmup->call_ns = (double)chunk_ns / (double)chunk;
        warmup->least_ns = fmin(warmup->least_ns, warmup->call_ns);
    }
    if (warmup->calls > 0) {
        struct record_row *row = record_add(&session->record, PHASE_WARMUP);
        row->batch = warmup->calls;
        row->batch_ns = warmup->elapsed_ns;
        row->t_ns = warmup->begin_ns;
    }
    return status;
}

/* Up to 40 % more where that is whole calls, so that batches do not keep step with a timer tick;
 * never less: a sample is long enough. */
static uint64_t jitter(uint64_t batch, uint32_t sample, uint64_t salt)
{
    return batch < 10 ? batch : batch + hash_mix(salt + sample) % (batch * 2 / 5 + 1);
}

/* At least one sample; no more begin in the second half of the timeout. */
static uint64_t next_batch(const struct session *session, uint32_t sample, uint64_t batch)
{
    uint64_t timeout = session->request->timeout_ns;
    if (sample > 0 && timeout != 0 && session_age_ns(session) > timeout / 2)
        return 0;
    return jitter(batch, sample, session->began_ns);
}

/* Reading the counters takes long enough for waiting workers to fall asleep: a call of its own
 * wakes them where that matters. */
static enum status wake_up(struct session *session, uint64_t call_ns)
{
    parbench_partial total;
    uint64_t elapsed;
    return call_ns < short_call_ns ? session_run(session, &session->task, 1, &total, &elapsed)
                                   : STATUS_OK;
}

/* What disturbed the sample, on all ranks together. */
static void note_noise(struct session *session, const struct noise_counters *slow,
                       uint64_t window_ns)
{
    struct record_row *row = last_row(session);
    struct noise_counters mine = row->noise;
    noise_add(&mine, slow);
    struct noise_counters sum = mine;
    if (session->ranks) {
        uint32_t ranks = session->task.workers;
        struct noise_counters *all = xcalloc(ranks, sizeof *all);
        session_exchange(session, &mine, sizeof mine, all);
        sum = all[0];
        for (uint32_t rank = 1; rank < ranks; rank++)
            noise_add(&sum, &all[rank]);
        free(all);
    }
    row->noise = sum;
    row->flags = noise_judge(&sum, window_ns);
}

static enum status take_sample(struct session *session, uint64_t call_ns, uint64_t batch)
{
    uint64_t begin_ns = session_age_ns(session);
    struct noise_counters before = noise_read_slow(&session->family);
    enum status status = session_agree(session, wake_up(session, call_ns), NULL);
    if (status == STATUS_OK)
        status = timed_row(session, PHASE_CALL, batch);
    struct noise_counters after = noise_read_slow(&session->family);
    uint64_t window_ns = session_age_ns(session) - begin_ns;
    status = session_agree(session, status, NULL);
    if (status == STATUS_OK) {
        after = noise_difference(&before, &after);
        note_noise(session, &after, window_ns);
    }
    return status;
}

/* The batch with which the last row would have been long enough; 0 where it was. */
static uint64_t longer_batch(struct session *session, uint64_t shortest_ns)
{
    const struct record_row *row = last_row(session);
    if (row->batch_ns >= shortest_ns)
        return 0;
    return clock_batch((double)row->batch_ns / (double)row->batch, shortest_ns);
}

/* A warm-up that was disturbed makes batches too short. Such a sample counts as warm-up, and is
 * taken again a few times. */
static enum status take_samples(struct session *session, double least_ns)
{
    uint64_t call_ns = (uint64_t)least_ns;
    session_agree(session, STATUS_OK, &call_ns); /* all ranks decide by the time of rank 0 */
    uint64_t shortest_ns = clock_shortest_sample_ns();
    uint64_t batch = clock_batch((double)call_ns, shortest_ns);
    for (uint32_t taken = 0, again = 0; taken < session->request->samples;) {
        uint64_t next = next_batch(session, taken, batch);
        enum status status = session_agree(session, STATUS_OK, &next);
        if (status == STATUS_OK && next != 0)
            status = take_sample(session, call_ns, next);
        if (status != STATUS_OK || next == 0)
            return status;
        uint64_t longer = again < most_again ? longer_batch(session, shortest_ns) : 0;
        session_agree(session, STATUS_OK, &longer);
        if (longer == 0) {
            taken++;
        } else {
            last_row(session)->phase = PHASE_WARMUP;
            batch = longer;
            again++;
        }
    }
    return STATUS_OK;
}

/* What a call costs when workers, caches and clock have had time to fall asleep. */
static enum status call_cold(struct session *session)
{
    uint64_t gap = session->request->idle_gap_ns;
    struct timespec pause = {(time_t)(gap / 1000000000), (long)(gap % 1000000000)};
    if (gap == 0)
        return STATUS_OK;
    nanosleep(&pause, NULL);
    return session_agree(session, timed_row(session, PHASE_COLD, 1), NULL);
}

/* The cold and the diagnostic call cost as much as any: only where four fifths of the timeout hold
 * both. */
static enum status call_the_rest(struct session *session, double call_ns)
{
    uint64_t timeout = session->request->timeout_ns;
    double end_ns =
        (double)session_age_ns(session) + (double)session->request->idle_gap_ns + 2.5 * call_ns;
    uint64_t affordable = timeout == 0 || end_ns < 0.8 * (double)timeout;
    enum status status = session_agree(session, STATUS_OK, &affordable);
    if (status == STATUS_OK && affordable)
        status = call_cold(session);
    if (status == STATUS_OK && affordable)
        status = workers_measure(session);
    return status;
}

/* The machine from before the first call to behind the last sample: starting workers loads it, too,
 * which disturbs nobody. Each end has two moments for the yardstick. */
struct watch {
    struct noise_machine before;
    struct noise_machine after;
    struct noise_counters own; /* what the visit itself used of it */
};

static void watch_begin(const struct session *session, struct watch *watch)
{
    watch->own = noise_read_quick(&session->family);
    watch->before = noise_machine_read();
}

/* A pool may have been forked in the first call. */
static void watch_end(struct session *session, struct watch *watch)
{
    children_free(&session->family);
    session->family = children_list();
    struct noise_counters now = noise_read_quick(&session->family);
    watch->own = noise_difference(&watch->own, &now);
    watch->after = noise_machine_read();
}

/* Under a launcher other ranks are no strangers, but this process cannot tell. */
static void watch_judge(struct session *session, struct watch *watch)
{
    bool crowded = (session->record.flags & FLAG_OVERSUBSCRIBED) != 0;
    if (session->ranks)
        watch->own.cpu_ns = -1;
    noise_machine_widen(&watch->after);
    session->record.flags |=
        noise_machine_judge(&watch->before, &watch->after, &watch->own, crowded);
}

static enum status call_first(struct session *session, struct warmup *warmup)
{
    *warmup = (struct warmup){.first_ns = session_age_ns(session)};
    enum status status = session_agree(session, timed_row(session, PHASE_FIRST, 1), NULL);
    if (status == STATUS_OK)
        warmup->call_ns = warmup->least_ns = (double)last_row(session)->batch_ns;
    return status;
}

static enum status measure(struct session *session)
{
    struct warmup warmup;
    struct watch watch;
    enum status status = prepare(session);
    if (status != STATUS_OK)
        return status;
    if (session->request->calls > 0)
        return session_agree(session, timed_row(session, PHASE_CALL, session->request->calls),
                             NULL);
    watch_begin(session, &watch);
    status = call_first(session, &warmup);
    if (status == STATUS_OK)
        status = warm_up(session, &warmup);
    noise_machine_widen(&watch.before);
    if (status == STATUS_OK)
        status = take_samples(session, warmup.least_ns);
    watch_end(session, &watch);
    if (status == STATUS_OK)
        status = call_the_rest(session, warmup.call_ns);
    watch_judge(session, &watch);
    return status;
}

/* VmHWM and not ru_maxrss, which starts at the peak of the process that spawned us. */
static uint64_t peak_memory_kib(void)
{
    struct error ignored;
    char *data;
    size_t size;
    unsigned long long kib = 0;
    if (path_read_file("/proc/self/status", &data, &size, &ignored) != 0)
        return 0;
    const char *line = strstr(data, "VmHWM:");
    if (line == NULL || sscanf(line, "VmHWM: %llu", &kib) != 1)
        kib = 0;
    free(data);
    return kib;
}

static enum status measure_here(const struct cell_request *request, struct record *record,
                                bool *speaks)
{
    struct session session;
    enum status status = session_open(&session, request);
    if (status == STATUS_OK) {
        session.family = children_list();
        measure(&session);
        children_free(&session.family);
    }
    session_close(&session);
    session.record.maxrss_kib = peak_memory_kib();
    *speaks = session.rank == 0;
    *record = session.record;
    return record->status;
}

enum status visit_measure(const struct cell_request *request, struct record *record, bool *speaks)
{
    volatile char *unused = alloca(request->stack_offset + 1);
    unused[0] = 0;
    return measure_here(request, record, speaks);
}
