/* SPDX-License-Identifier: GPL-3.0-or-later */
/* parbench_split and parbench_work, which every plugin compiles into itself. */
#include <inttypes.h>

#include "parbench/plugin.h"
#include "support.h"

static void mark(const void *instance, uint64_t begin, uint64_t end, parbench_partial *partial)
{
    unsigned *visits = *(unsigned *const *)instance;
    for (uint64_t i = begin; i < end; i++)
        visits[i]++;
    partial->sum += (double)(end - begin);
}

static void nothing(const void *instance, uint64_t begin, uint64_t end, parbench_partial *partial)
{
    (void)instance, (void)begin, (void)end, (void)partial;
}

TEST(small_splits)
{
    for (uint32_t n = 0; n <= 50; n++) {
        for (uint32_t workers = 1; workers <= 60; workers++) {
            unsigned visits[51] = {0}, *instance = visits;
            const parbench_task task = {
                .workers = workers, .n = n, .range = mark, .instance = &instance};
            parbench_partial total = {0};
            uint64_t last = 0;
            for (uint32_t worker = 0; worker < workers; worker++) {
                uint64_t begin, end;
                parbench_split(n, workers, worker, &begin, &end);
                expect(begin == last && end >= begin, "%u / %u: a gap", n, workers);
                expect(end - begin - n / workers <= 1, "%u / %u: not balanced", n, workers);
                parbench_work(&task, worker, begin, end, &total);
                last = end;
            }
            expect(last == n, "%u / %u ends at %" PRIu64, n, workers, last);
            for (uint32_t i = 0; i < n; i++)
                expect(visits[i] == 1, "%u / %u: item %u", n, workers, i);
            expect(total.items == n && total.sum == n, "%u / %u: items", n, workers);
            expect(total.index_sum == (uint64_t)n * (n - (n > 0)) / 2, "%u / %u: index sum", n,
                   workers);
        }
    }
}

/* The sum of [begin, end) modulo 2^64, in 128 bits and more. */
static uint64_t index_sum(uint64_t begin, uint64_t end)
{
    unsigned __int128 count = end - begin, ends = (unsigned __int128)begin + end - 1;
    return count == 0 ? 0 : (uint64_t)(count % 2 == 0 ? count / 2 * ends : count * (ends / 2));
}

static void check_large(uint64_t n)
{
    static const uint32_t workers[] = {1, 2, 3, 7, 64, 65536, UINT32_MAX};
    const parbench_task task = {.n = n, .range = nothing};
    for (size_t w = 0; w < COUNT(workers); w++) {
        const uint32_t chosen[] = {0, workers[w] / 2, workers[w] - 1};
        for (size_t c = 0; c < COUNT(chosen); c++) {
            uint64_t begin, end, next, ignored;
            parbench_partial partial = {0};
            parbench_split(n, workers[w], chosen[c], &begin, &end);
            if (chosen[c] + 1 < workers[w]) {
                parbench_split(n, workers[w], chosen[c] + 1, &next, &ignored);
                expect(next == end, "%" PRIu64 " / %u: a gap", n, workers[w]);
            }
            expect(chosen[c] != 0 || begin == 0, "%" PRIu64 ": begin", n);
            expect(chosen[c] != workers[w] - 1 || end == n, "%" PRIu64 ": end", n);
            expect(end - begin - n / workers[w] <= 1, "%" PRIu64 ": not balanced", n);
            parbench_work(&task, 0, begin, end, &partial);
            expect(partial.items == end - begin, "%" PRIu64 " / %u: items", n, workers[w]);
            expect(partial.index_sum == index_sum(begin, end), "%" PRIu64 " / %u, worker %u", n,
                   workers[w], chosen[c]);
        }
    }
}

TEST(large_splits)
{
    static const uint64_t rows[] = {
        UINT32_MAX,        UINT64_C(1) << 32, UINT64_C(1) << 52, (UINT64_C(1) << 53) - 1,
        UINT64_C(1) << 53, UINT64_C(1) << 62, INT64_MAX};
    for (size_t i = 0; i < COUNT(rows); i++)
        check_large(rows[i]);
}

/* The ABI counts in 64 bits; that the dialect ends at 2^53 is another matter. */
TEST(largest_splits)
{
    static const uint64_t rows[] = {(UINT64_C(1) << 63) + 1, (UINT64_C(1) << 63) + 2,
                                    UINT64_C(3) << 62, UINT64_MAX - 1, UINT64_MAX};
    for (size_t i = 0; i < COUNT(rows); i++)
        check_large(rows[i]);
}

/* Any split of a range gives the same sums, also one that wraps around. */
TEST(pieces)
{
    const parbench_task task = {.range = nothing};
    static const uint64_t bases[] = {0, 1, 5, UINT64_C(1) << 31, (UINT64_C(1) << 33) - 3};
    for (size_t b = 0; b < COUNT(bases); b++) {
        for (uint64_t length = 0; length < 20; length++) {
            for (uint64_t cut = 0; cut <= length; cut++) {
                parbench_partial partial = {.items = 3, .index_sum = UINT64_MAX - 1};
                parbench_work(&task, 0, bases[b] + cut, bases[b] + length, &partial);
                parbench_work(&task, 0, bases[b], bases[b] + cut, &partial);
                expect(partial.items == 3 + length, "%" PRIu64, bases[b]);
                expect(partial.index_sum == UINT64_MAX - 1 + index_sum(bases[b], bases[b] + length),
                       "%" PRIu64 " + %" PRIu64, bases[b], length);
            }
        }
    }
}

/* What a mistake does to the sums. */
TEST(mistakes_are_seen)
{
    const parbench_task task = {.range = nothing};
    static const struct {
        uint64_t ranges[2][2];
    } rows[] = {{{{0, 50}, {51, 100}}},
                {{{0, 51}, {50, 100}}},
                {{{0, 50}, {49, 99}}},
                {{{0, 50}, {0, 50}}}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        parbench_partial total = {0};
        for (size_t r = 0; r < 2; r++)
            parbench_work(&task, 0, rows[i].ranges[r][0], rows[i].ranges[r][1], &total);
        expect(total.items != 100 || total.index_sum != 4950, "row %zu", i);
    }
}

static void count_call(const void *instance, uint64_t begin, uint64_t end,
                       parbench_partial *partial)
{
    (void)begin, (void)end;
    partial->int_low += *(const unsigned char *)instance;
}

TEST(instances)
{
    static const unsigned char instances[3] = {1, 10, 100};
    static const struct {
        size_t stride;
        uint32_t worker;
        uint64_t wanted;
    } rows[] = {{0, 0, 1}, {0, 2, 1}, {1, 0, 1}, {1, 1, 10}, {1, 2, 100}, {2, 1, 100}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        const parbench_task task = {
            .range = count_call, .instance = instances, .instance_stride = rows[i].stride};
        parbench_partial partial = {0};
        parbench_work(&task, rows[i].worker, 0, 5, &partial);
        expect(partial.int_low == rows[i].wanted, "row %zu", i);
    }
}

/* Ranges without an item make no call, and a kernel may do without an instance. */
TEST(empty_ranges)
{
    static const uint64_t rows[][2] = {{0, 0}, {5, 5}, {6, 5}, {UINT64_MAX, 0}};
    const parbench_task never = {.range = NULL}, plain = {.range = nothing};
    static const parbench_partial zero;
    parbench_partial partial = {0};
    for (size_t i = 0; i < COUNT(rows); i++)
        parbench_work(&never, 0, rows[i][0], rows[i][1], &partial);
    assert_memory_equal(&partial, &zero, sizeof zero);
    parbench_work(&plain, 0, 3, 4, &partial);
    assert_true(partial.items == 1 && partial.index_sum == 3);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_splits),      cmocka_unit_test(large_splits),
        cmocka_unit_test(largest_splits),    cmocka_unit_test(pieces),
        cmocka_unit_test(mistakes_are_seen), cmocka_unit_test(instances),
        cmocka_unit_test(empty_ranges),
    };
    return RUN("work", tests);
}
