/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/clock.h"

#include <inttypes.h>

#include "support.h"

TEST(batches)
{
    static const struct {
        double call_ns;
        uint64_t least_ns;
        uint64_t batch;
    } rows[] = {
        {50000, 50000, 1}, {49999, 50000, 2}, {25000, 50000, 2},    {24999, 50000, 5},
        {10000, 50000, 5}, {9999, 50000, 10}, {10, 50000, 5000},    {1, 50000, 50000},
        {1e9, 50000, 1},   {100, 0, 1},       {0.5, 50000, 100000}, {0, 50000, 100000000},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint64_t batch = clock_batch(rows[i].call_ns, rows[i].least_ns);
        expect(batch == rows[i].batch, "%g ns, %" PRIu64 " ns: %" PRIu64, rows[i].call_ns,
               rows[i].least_ns, batch);
    }
}

TEST(now)
{
    uint64_t before = clock_now_ns(), last = before;
    for (int i = 0; i < 10000; i++) {
        uint64_t now = clock_now_ns();
        assert_true(now >= last);
        last = now;
    }
    assert_true(last > before && last - before < UINT64_C(60000000000));
}

TEST(shortest_sample)
{
    struct clock_quality quality = clock_measure();
    assert_true(quality.resolution_ns == 0 || quality.resolution_ns >= quality.overhead_ns);
    assert_in_range(clock_shortest_sample_ns(), 50000, 100000000);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(batches),
        cmocka_unit_test(now),
        cmocka_unit_test(shortest_sample),
    };
    return RUN("clock", tests);
}
