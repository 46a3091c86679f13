/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "battery.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "execute/reap.h"
#include "marks.h"
#include "measure/clock.h"
#include "measure/host.h"
#include "report.h"
#include "state.h"

/* Looking for leaks takes longer than all the rest: not again at the exit. */
static int leaks_checked;

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>

int __lsan_is_turned_off(void)
{
    return leaks_checked;
}
#else
static int __lsan_do_recoverable_leak_check(void)
{
    return 0;
}
#endif

struct bench {
    struct rig rig;
    struct marks *marks;
    struct state before;
    struct text_list names; /* seen in /dev/shm */
    struct totals totals;
    size_t threads_kept; /* by a runtime's pool */
};

/* ---- runs ----------------------------------------------------------------------------------- */

bool totals_judge(struct totals *totals, const struct rig *rig, const parbench_partial *total)
{
    if (!rig_judge(rig, total))
        return false;
    if (!totals->known)
        totals->first = rig->job->split == SPLIT_BALANCED ? rig_reference(rig) : *total;
    totals->known = true;
    if (rig->job->split == SPLIT_DYNAMIC || memcmp(&totals->first, total, sizeof *total) == 0)
        return true;
    return failed("the total has other bits: %a%+a, not %a%+a", total->sum, total->compensation,
                  totals->first.sum, totals->first.compensation);
}

static bool run_marked(struct bench *bench, parbench_range_fn *range)
{
    struct rig *rig = &bench->rig;
    parbench_task task = marks_task(bench->marks, &rig->plain, range);
    parbench_partial total;
    uint64_t entered_ns = clock_now_ns();
    if (!rig_run(rig, &task, &total))
        return false;
    uint64_t returned_ns = clock_now_ns();
    bool marked =
        !rig->calls_back || marks_judge(bench->marks, rig->job, rig->cpus, entered_ns, returned_ns);
    if (range != rig->plain.range)
        return marked;
    return totals_judge(&bench->totals, rig, &total) && marked;
}

static bool prepare(struct bench *bench)
{
    parbench_range_fn *range = bench->rig.kernel.kernel.prepare_range;
    return range == NULL || run_marked(bench, range);
}

static bool run_plain(struct bench *bench, int runs)
{
    parbench_partial total;
    for (int i = 0; i < runs; i++)
        if (!rig_run(&bench->rig, &bench->rig.plain, &total) ||
            !totals_judge(&bench->totals, &bench->rig, &total))
            return false;
    return true;
}

/* ---- lives ---------------------------------------------------------------------------------- */

/* Between create and destroy. */
typedef bool life_fn(struct bench *bench);

static bool live_long(struct bench *bench)
{
    parbench_range_fn *range = bench->rig.plain.range;
    sleep_ms(battery_pause_ms);
    if (marks_calls(bench->marks) != 0)
        return failed("a worker was at work before run was entered");
    return prepare(bench) && run_marked(bench, range) && run_plain(bench, battery_runs) &&
           run_marked(bench, range);
}

static bool live_idly(struct bench *bench)
{
    (void)bench;
    return true;
}

static bool live_again(struct bench *bench)
{
    return prepare(bench) && run_plain(bench, 1) && run_marked(bench, bench->rig.plain.range);
}

static void look(struct bench *bench, const char *when)
{
    state_check_caller(&bench->before, when);
    state_add_names(&bench->names);
}

static void look_back(struct bench *bench)
{
    if (bench->rig.job->keeps_threads && bench->threads_kept == 0)
        bench->threads_kept = state_threads() - bench->before.threads;
    state_check_caller(&bench->before, "after destroy");
    state_check_residue(&bench->before, &bench->names, bench->threads_kept);
}

static bool live(struct bench *bench, struct marks *marks, life_fn *life)
{
    if (!rig_create(&bench->rig, marks))
        return false;
    look(bench, "after create");
    bool good = life(bench);
    if (good)
        look(bench, "after run");
    rig_destroy(&bench->rig);
    if (good)
        look_back(bench);
    return good && report->failures == 0;
}

/* ---- a case --------------------------------------------------------------------------------- */

#ifdef __SANITIZE_THREAD__
static void *do_nothing(void *argument)
{
    return argument;
}

/* The sanitizer starts a thread of its own with the first after a fork. */
static void settle_threads(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, do_nothing, NULL) != 0)
        return;
    pthread_join(thread, NULL);
    sleep_ms(battery_pause_ms);
}
#else
static void settle_threads(void)
{
}
#endif

static bool open_bench(struct bench *bench, const struct job *job)
{
    if (!rig_load(&bench->rig, job))
        return false;
    reap_begin();
    bench->marks = marks_make(job->n, job->workers);
    if (bench->marks == NULL)
        return failed("out of shared memory");
    settle_threads();
    bench->before = state_take();
    return true;
}

static void close_bench(struct bench *bench)
{
    rig_free(&bench->rig);
    state_free(&bench->before);
    text_list_free(&bench->names);
    host_release_shared();
}

void battery_check_leaks(bool wanted)
{
    if (wanted && __lsan_do_recoverable_leak_check() != 0)
        failed("memory is left after destroy: see above");
    leaks_checked = 1;
}

void battery_case(const struct job *job)
{
    struct bench bench = {0};
    bool lived = open_bench(&bench, job) && live(&bench, bench.marks, live_long) &&
                 live(&bench, NULL, live_idly) && live(&bench, NULL, live_again);
    close_bench(&bench);
    battery_check_leaks(lived);
    atomic_fetch_add(&report->finished, 1);
}

void battery_look(const struct job *job)
{
    struct rig rig;
    rig_load(&rig, job);
    report->ranks = rig.ranks;
    report->min_workers = rig.backend.backend.min_workers;
    report->max_workers = rig.backend.backend.max_workers;
    rig_free(&rig);
    atomic_fetch_add(&report->finished, 1);
}
