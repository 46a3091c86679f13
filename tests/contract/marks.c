/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "marks.h"

#include <inttypes.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

#include "measure/clock.h"
#include "measure/host.h"
#include "report.h"

struct marks *marks_make(uint64_t n, uint32_t workers)
{
    size_t head = sizeof(struct marks) + (workers + marks_guard) * sizeof(struct slot);
    struct marks *marks = host_services()->shared(head + n);
    if (marks == NULL)
        return NULL;
    marks->n = n;
    marks->workers = workers;
    marks->done = (uint8_t *)marks + head;
    return marks;
}

/* ---- marking -------------------------------------------------------------------------------- */

static int32_t only_cpu(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0 || CPU_COUNT(&set) != 1)
        return -1;
    size_t cpu = 0;
    while (!CPU_ISSET(cpu, &set))
        cpu++;
    return (int32_t)cpu;
}

static void sign(struct slot *slot, uint64_t begin, uint64_t end)
{
    int32_t thread = gettid();
    if (slot->thread == 0) {
        slot->first_ns = clock_now_ns();
        slot->thread = thread;
        slot->cpu = only_cpu();
        slot->begin = begin;
        slot->end = begin;
    }
    slot->mixed |= slot->thread != thread;
    slot->begin = begin < slot->begin ? begin : slot->begin;
    slot->end = end > slot->end ? end : slot->end;
    slot->calls++;
}

static void marking_range(const void *instance, uint64_t begin, uint64_t end,
                          parbench_partial *partial)
{
    struct slot *slot = (struct slot *)instance;
    struct marks *marks = slot->marks;
    sign(slot, begin, end);
    if (begin >= end || end > marks->n) {
        __atomic_fetch_add(&marks->outside, 1, __ATOMIC_RELAXED);
        return;
    }
    marks->range(marks->instance, begin, end, partial);
    for (uint64_t i = begin; i < end; i++)
        __atomic_fetch_add(&marks->done[i], 1, __ATOMIC_RELAXED);
    slot->last_ns = clock_now_ns();
}

static void clear(struct marks *marks)
{
    marks->outside = 0;
    memset(marks->done, 0, marks->n);
    for (uint32_t worker = 0; worker < marks->workers + marks_guard; worker++)
        marks->slots[worker] = (struct slot){.marks = marks};
}

parbench_task marks_task(struct marks *marks, const parbench_task *plain, parbench_range_fn *range)
{
    clear(marks);
    marks->range = range;
    marks->instance = plain->instance;
    parbench_task task = *plain;
    task.range = marking_range;
    task.instance = marks->slots;
    task.instance_stride = sizeof marks->slots[0];
    return task;
}

uint64_t marks_calls(const struct marks *marks)
{
    uint64_t calls = 0;
    for (uint32_t worker = 0; worker < marks->workers + marks_guard; worker++)
        calls += marks->slots[worker].calls;
    return calls;
}

/* ---- judging -------------------------------------------------------------------------------- */

static bool judge_items(const struct marks *marks)
{
    uint64_t done = 0;
    for (uint64_t i = 0; i < marks->n; i++)
        done += marks->done[i] > 0;
    if (marks->outside != 0)
        return failed("%" PRIu64 " calls of range were not within [0, n)", marks->outside);
    for (uint64_t i = 0; i < marks->n; i++)
        if (marks->done[i] == 0)
            return failed("item %" PRIu64 " was not done when run returned; %" PRIu64 " were", i,
                          done);
    for (uint64_t i = 0; i < marks->n; i++)
        if (marks->done[i] != 1)
            return failed("item %" PRIu64 " was done %u times", i, marks->done[i]);
    return true;
}

static bool judge_numbers(const struct marks *marks)
{
    for (uint32_t worker = marks->workers; worker < marks->workers + marks_guard; worker++)
        if (marks->slots[worker].calls > 0)
            return failed("there is a worker %u of %u", worker, marks->workers);
    return true;
}

static bool is_alone(const struct marks *marks, uint32_t worker)
{
    const struct slot *slots = marks->slots;
    if (slots[worker].mixed)
        return failed("worker %u is more than one thread", worker);
    for (uint32_t other = 0; other < worker; other++)
        if (slots[other].thread == slots[worker].thread)
            return failed("workers %u and %u are one thread", other, worker);
    return true;
}

static bool is_in_time(const struct slot *slot, uint32_t worker, uint64_t entered_ns,
                       uint64_t returned_ns)
{
    if (slot->first_ns < entered_ns)
        return failed("worker %u began before worker 0 entered run", worker);
    if (slot->last_ns > returned_ns)
        return failed("worker %u was at work when run had returned", worker);
    return true;
}

static bool has_its_share(const struct marks *marks, uint32_t worker)
{
    const struct slot *slot = &marks->slots[worker];
    uint64_t begin, end;
    parbench_split(marks->n, marks->workers, worker, &begin, &end);
    if (slot->begin == begin && slot->end == end)
        return true;
    return failed("worker %u did [%" PRIu64 ", %" PRIu64 "), not [%" PRIu64 ", %" PRIu64 ")",
                  worker, slot->begin, slot->end, begin, end);
}

static bool is_pinned(const struct slot *slot, uint32_t worker, int32_t cpu)
{
    if (cpu < 0 || slot->cpu == cpu)
        return true;
    return failed("worker %u is not pinned to CPU %d", worker, cpu);
}

static bool judge_worker(const struct marks *marks, uint32_t worker, const struct job *job,
                         int32_t cpu, uint64_t entered_ns, uint64_t returned_ns)
{
    const struct slot *slot = &marks->slots[worker];
    bool idle = job->split == SPLIT_BALANCED ? worker >= marks->n : slot->calls == 0;
    if (idle && slot->calls == 0)
        return true;
    return (job->split != SPLIT_BALANCED || has_its_share(marks, worker)) &&
           is_alone(marks, worker) && is_in_time(slot, worker, entered_ns, returned_ns) &&
           is_pinned(slot, worker, cpu);
}

bool marks_judge(const struct marks *marks, const struct job *job, const int32_t *cpus,
                 uint64_t entered_ns, uint64_t returned_ns)
{
    if (!judge_numbers(marks) || !judge_items(marks))
        return false;
    bool good = true;
    for (uint32_t worker = 0; worker < marks->workers; worker++)
        good &= judge_worker(marks, worker, job, cpus[worker], entered_ns, returned_ns);
    return good;
}
