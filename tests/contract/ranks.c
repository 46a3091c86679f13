/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ranks: every one makes the same calls, and rank 0 judges. A rank that cannot go on leaves, which
 * ends the others. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "battery.h"
#include "marks.h"
#include "measure/clock.h"
#include "measure/host.h"
#include "report.h"

struct crew {
    struct rig rig;
    struct marks *marks;
    struct totals totals;
    uint32_t rank;
};

static void must(bool good)
{
    if (!good)
        _exit(1);
}

/* ---- exchange ------------------------------------------------------------------------------- */

/* What each rank gave, in the order of ranks. Owned by the caller. */
static void *gather(struct crew *crew, const void *mine, size_t size)
{
    const struct rig *rig = &crew->rig;
    void *all = xcalloc(rig->job->workers, size);
    if (rig->backend.backend.exchange(rig->backend_instance, mine, size, all) != PARBENCH_OK)
        must(failed("rank %u: exchange of %zu bytes: %s", crew->rank, size, host_last_failure()));
    return all;
}

static uint8_t pattern(uint32_t rank, size_t at)
{
    return (uint8_t)(at * 7 + rank * 31 + (at >> 8));
}

static void check_exchange(struct crew *crew, size_t size)
{
    uint32_t ranks = crew->rig.job->workers;
    uint8_t *mine = xcalloc(size, 1);
    for (size_t i = 0; i < size; i++)
        mine[i] = pattern(crew->rank, i);
    uint8_t *all = gather(crew, mine, size);
    for (size_t i = 0; i < ranks * size; i++)
        if (all[i] != pattern((uint32_t)(i / size), i % size)) {
            failed("rank %u: exchange of %zu bytes: byte %zu is not what rank %zu gave", crew->rank,
                   size, i % size, i / size);
            break;
        }
    free(mine);
    free(all);
}

/* ---- runs ----------------------------------------------------------------------------------- */

/* Brings together, at each rank, what all have marked. */
static void merge_marks(struct crew *crew)
{
    struct marks *marks = crew->marks;
    if (marks_calls(marks) != marks->slots[crew->rank].calls)
        failed("rank %u works under another number", crew->rank);
    struct slot *slots = gather(crew, &marks->slots[crew->rank], sizeof *slots);
    uint8_t *done = gather(crew, marks->done, marks->n);
    memcpy(marks->slots, slots, marks->workers * sizeof *slots);
    memset(marks->done, 0, marks->n);
    for (size_t i = 0; i < marks->n * marks->workers; i++)
        marks->done[i % marks->n] = (uint8_t)(marks->done[i % marks->n] + done[i]);
    free(slots);
    free(done);
}

static void judge(struct crew *crew, const parbench_partial *total)
{
    if (crew->rank == 0)
        totals_judge(&crew->totals, &crew->rig, total);
}

/* Rank 0 comes last, so that whoever does not wait for it is seen. The clock is that of the
 * machine: all ranks are here. */
static void run_marked(struct crew *crew, parbench_range_fn *range)
{
    struct rig *rig = &crew->rig;
    parbench_task task = marks_task(crew->marks, &rig->plain, range);
    parbench_partial total;
    free(gather(crew, &task.n, sizeof task.n));
    if (crew->rank == 0)
        sleep_ms(battery_pause_ms);
    uint64_t entered_ns = clock_now_ns();
    must(rig_run(rig, &task, &total));
    uint64_t returned_ns = clock_now_ns();
    merge_marks(crew);
    if (crew->rank == 0)
        marks_judge(crew->marks, rig->job, rig->cpus, entered_ns, returned_ns);
    if (range == rig->plain.range)
        judge(crew, &total);
}

static void run_plain(struct crew *crew)
{
    parbench_partial total;
    for (int i = 0; i < battery_runs; i++) {
        must(rig_run(&crew->rig, &crew->rig.plain, &total));
        judge(crew, &total);
    }
}

/* ---- a case --------------------------------------------------------------------------------- */

static void find_rank(struct crew *crew)
{
    uint32_t workers = crew->rig.job->workers;
    crew->rank = crew->rig.backend.backend.rank(crew->rig.backend_instance);
    if (crew->rank >= workers)
        must(failed("there is a rank %u of %u", crew->rank, workers));
    uint32_t *all = gather(crew, &crew->rank, sizeof crew->rank);
    for (uint32_t rank = 0; rank < workers; rank++)
        if (all[rank] != rank)
            must(failed("rank %u calls itself %u", rank, all[rank]));
    free(all);
}

static void work(struct crew *crew)
{
    static const size_t sizes[] = {1, 64, exchange_most};
    parbench_range_fn *prepare = crew->rig.kernel.kernel.prepare_range;
    find_rank(crew);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        check_exchange(crew, sizes[i]);
    if (prepare != NULL)
        run_marked(crew, prepare);
    run_marked(crew, crew->rig.plain.range);
    run_plain(crew);
    run_marked(crew, crew->rig.plain.range);
}

void ranks_case(const struct job *job)
{
    struct crew crew = {.marks = marks_make(job->n, job->workers)};
    must(crew.marks != NULL && rig_load(&crew.rig, job) && rig_create(&crew.rig, crew.marks));
    work(&crew);
    rig_destroy(&crew.rig);
    rig_free(&crew.rig);
    host_release_shared();
    atomic_fetch_add(&report->finished, 1);
}

void ranks_refused(const struct job *job)
{
    struct rig rig;
    parbench_error error = {""};
    must(rig_load(&rig, job) && rig_create_kernel(&rig));
    if (rig_ask(&rig, NULL, &error) == PARBENCH_OK)
        must(failed("create took %u workers where there are not as many ranks", job->workers));
    if (error.text[0] == '\0')
        failed("create refused without a reason");
    rig_destroy_kernel(&rig);
    rig_free(&rig);
    atomic_fetch_add(&report->finished, 1);
}
