/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A range function that marks what each worker does, before it calls the kernel's own: in shared
 * memory, because workers may be processes. */
#ifndef CONTRACT_MARKS_H
#define CONTRACT_MARKS_H

#include "job.h"

/* Slots after the last worker's, for a worker whose number is too high. */
enum { marks_guard = 8 };

/* A worker's own: the stride of the task leads it here. */
struct slot {
    _Alignas(128) struct marks *marks;
    uint64_t calls;
    uint64_t begin; /* the least and the last index, were its calls one */
    uint64_t end;
    uint64_t first_ns; /* begin of its first call, end of its last */
    uint64_t last_ns;
    int32_t thread; /* 0: no call yet */
    int32_t cpu;    /* the only one that it may use, or negative */
    bool mixed;     /* more than one thread says that it is this worker */
};

struct marks {
    uint64_t n;
    uint32_t workers;
    parbench_range_fn *range; /* what is called then */
    const void *instance;
    uint8_t *done; /* [n]: how often */
    uint64_t outside;
    struct slot slots[]; /* [workers + marks_guard] */
};

/* Owned by the host: host_release_shared. NULL: out of memory. */
struct marks *marks_make(uint64_t n, uint32_t workers);

/* `plain`, but for range, instance and stride; calls `range` with the kernel's instance. All marks
 * are cleared. */
parbench_task marks_task(struct marks *marks, const parbench_task *plain, parbench_range_fn *range);

/* Calls of all workers. */
uint64_t marks_calls(const struct marks *marks);

/* What one run from `entered_ns` to `returned_ns` left: each item once, by workers that are
 * threads of their own, within that time. Says what failed and returns false. */
bool marks_judge(const struct marks *marks, const struct job *job, const int32_t *cpus,
                 uint64_t entered_ns, uint64_t returned_ns);

#endif
