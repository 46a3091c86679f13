/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/clock.h"

enum { pairs = 1000, shortest_ns = 50000 };

struct clock_quality clock_measure(void)
{
    uint64_t overhead = UINT64_MAX, resolution = UINT64_MAX;
    for (int i = 0; i < pairs; i++) {
        uint64_t before = clock_now_ns(), step = clock_now_ns() - before;
        overhead = step < overhead ? step : overhead;
        resolution = step > 0 && step < resolution ? step : resolution;
    }
    return (struct clock_quality){overhead, resolution != UINT64_MAX ? resolution : 0};
}

uint64_t clock_shortest_sample_ns(void)
{
    struct clock_quality quality = clock_measure();
    uint64_t least = shortest_ns;
    if (20 * quality.overhead_ns > least)
        least = 20 * quality.overhead_ns;
    if (10 * quality.resolution_ns > least)
        least = 10 * quality.resolution_ns;
    return least;
}

uint64_t clock_batch(double call_ns, uint64_t least_ns)
{
    static const unsigned steps[] = {1, 2, 5};
    uint64_t decade = 1;
    for (unsigned i = 0;; i++) {
        if (i == sizeof steps / sizeof *steps) {
            i = 0;
            decade *= 10;
        }
        uint64_t batch = decade * steps[i];
        if ((double)batch * call_ns >= (double)least_ns || batch >= 100000000)
            return batch;
    }
}
