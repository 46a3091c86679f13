/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What disturbed a sample or a visit, as far as the system tells: each source that is not there
 * reads as "not known" and raises no flag. (methodology 1.11) */
#ifndef PARBENCH_MEASURE_NOISE_H
#define PARBENCH_MEASURE_NOISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/children.h"

/* Counters of this process, its threads and its children, summed. Negative: not known. */
struct noise_counters {
    int64_t cpu_ns;    /* time on a CPU; of what has ended, too */
    int64_t rqwait_ns; /* time in a run queue, ready but not running; of the threads that live, and
                          of a child's first (schedstat) */
    int64_t nivcsw;    /* involuntary context switches; of a child its first thread's */
    int64_t faults;    /* page faults of the process itself, minor and major */
};

/* Both leave out what the other knows. Quick: cpu_ns and faults, by a few system calls, so that
 * workers who wait for the next call stay awake. Slow: the rest, from /proc. `family`: the children
 * that count; looked for once, because that means reading /proc. */
struct noise_counters noise_read_quick(const struct children *family);
struct noise_counters noise_read_slow(const struct children *family);
struct noise_counters noise_difference(const struct noise_counters *before,
                                       const struct noise_counters *after);
void noise_add(struct noise_counters *sum, const struct noise_counters *part);

/* Flags of one timed interval; `window_ns` is the time between the slow readings around it. */
unsigned noise_judge(const struct noise_counters *difference, uint64_t window_ns);

/* The machine at one moment. Negative: not known. */
struct noise_machine {
    int64_t steal_ticks; /* all CPUs, from /proc/stat, in 1/USER_HZ */
    int64_t busy_ticks;
    int64_t throttled;   /* periods in which the cgroup's quota was used up */
    int64_t pressure_us; /* some task waited for a CPU */
    int64_t quickest_ns; /* of equal chains of dependent additions: the yardstick of the */
    int64_t slowest_ns;  /* processor's speed, and how far it varies by itself */
    uint64_t when_ns;
};
struct noise_machine noise_machine_read(void);
/* Takes the yardstick once more, so that its range covers both moments. 0.1 ms. */
void noise_machine_widen(struct noise_machine *machine);

/* Between two readings, in 1/USER_HZ: what there was of all CPUs, and what other processes and the
 * hypervisor took of it. Negative: not known. */
struct noise_ticks {
    double all;
    double others;
    double stolen;
};
struct noise_ticks noise_machine_ticks(const struct noise_machine *before,
                                       const struct noise_machine *after,
                                       const struct noise_counters *own);

/* More than 3 % of all CPUs, and more than chance makes of whole ticks. */
bool noise_is_busy(const struct noise_ticks *ticks);

/* Flags of what is between them. `oversubscribed`: its own workers wait for each other. */
unsigned noise_machine_judge(const struct noise_machine *before, const struct noise_machine *after,
                             const struct noise_counters *own, int oversubscribed);

#endif
