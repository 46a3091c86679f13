/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one clock of all timings: CLOCK_MONOTONIC, whole nanoseconds. */
#ifndef PARBENCH_MEASURE_CLOCK_H
#define PARBENCH_MEASURE_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline uint64_t clock_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

/* What the clock costs and how fine it is: the shortest of 1000 pairs of readings, and their
 * smallest difference that is not zero (0: there was none). */
struct clock_quality {
    uint64_t overhead_ns;
    uint64_t resolution_ns;
};
struct clock_quality clock_measure(void);

/* The shortest sample that this clock can time honestly (methodology 1.12):
 * max(20 x overhead, 10 x resolution, 50 us). */
uint64_t clock_shortest_sample_ns(void);

/* The smallest of 1, 2, 5, 10, 20 ... calls that fill `least_ns`. */
uint64_t clock_batch(double call_ns, uint64_t least_ns);

#endif
