/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kernel collatz: its steps in both ways, what 64 and 128 bits do not hold, and what it refuses. */
#include "collatz/collatz.c"

#include <stdbool.h>

#include "measure/host.h"
#include "support.h"

/* The smallest start that needs more than 64 bits, and the largest that is allowed. */
#define TALL UINT64_C(12327829503)
#define LAST ((UINT64_C(1) << 53) + N_MAX - 1)

static collatz *make(uint64_t n, uint64_t first)
{
    const parbench_value options[] = {{.u = first}};
    parbench_error error = {""};
    void *instance = NULL;
    assert_int_equal(create(host_services(), options, n, &instance, &error), PARBENCH_OK);
    return instance;
}

/* Those from TALL on need more than 64 bits, (2^64 - 1) / 3 for 2^64 alone, the last one 126. */
TEST(known_stopping_times)
{
    static const struct {
        uint64_t start, steps;
    } rows[] = {{1, 0},
                {2, 1},
                {3, 7},
                {6, 8},
                {7, 16},
                {9, 19},
                {27, 111},
                {97, 118},
                {871, 178},
                {6171, 261},
                {837799, 524},
                {63728127, 949},
                {TALL, 543},
                {7579309213675935, 1958},
                {6148914691236517205, 65},
                {UINT64_MAX, 863},
                {1980976057694848447, 1475}};
    uint16_t *table = make_table(1000);
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint64_t walked = walk(rows[i].start), leapt = leap(table, 1000, rows[i].start);
        expect(walked == rows[i].steps && leapt == rows[i].steps, "row %zu: %llu, %llu", i,
               (unsigned long long)walked, (unsigned long long)leapt);
    }
    free(table);
}

TEST(leaps_are_as_long_as_walks)
{
    static const uint64_t firsts[] = {1, TALL - 5000, LAST - 9999, UINT64_MAX - 9999};
    static const uint64_t sizes[] = {2, 3, 1000, 10000};
    for (size_t i = 0; i < COUNT(firsts); i++) {
        uint16_t *table = make_table(sizes[i]);
        for (uint64_t offset = 0; offset < 10000; offset++)
            expect(leap(table, sizes[i], firsts[i] + offset) == walk(firsts[i] + offset),
                   "%llu + %llu", (unsigned long long)firsts[i], (unsigned long long)offset);
        free(table);
    }
}

TEST(what_128_bits_do_not_hold_is_lost)
{
    static const struct {
        wide start;
        uint64_t end, steps;
    } rows[] = {{(wide)1 << 127, UINT64_C(1) << 63, 64},
                {WIDE_ODD_MAX, UINT64_C(1) << 63, 66},
                {WIDE_ODD_MAX + 1, 1, LOST}, /* 3 x + 1 = 2^128 */
                {~(wide)0, 1, LOST},
                {WIDE_ODD_MAX - 1, 1, LOST}}; /* after some steps */
    for (size_t i = 0; i < COUNT(rows); i++) {
        detour got = walk_wide(rows[i].start);
        expect(got.end == rows[i].end && got.steps == rows[i].steps, "row %zu: %llu, %llu", i,
               (unsigned long long)got.end, (unsigned long long)got.steps);
    }
}

/* Added up by another program. */
TEST(known_totals)
{
    static const struct {
        uint64_t n, first, total;
    } rows[] = {{1, 1, 0},
                {2, 1, 1},
                {10, 1, 67},
                {1000, 1, 59542},
                {5003, 1, 388238},
                {100000, 1, 10753840},
                {7, 837796, 1393},
                {4, 1048574, 448},
                {100000, 1000000, 14185398},
                {1, TALL, 543},
                {1000, 12327829000, 205331},
                {1000, UINT64_C(1) << 53, 376231}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        collatz *kernel = make(rows[i].n, rows[i].first);
        expect(kernel->expected == rows[i].total, "row %zu: %llu", i,
               (unsigned long long)kernel->expected);
        free(kernel);
    }
}

TEST(the_table_ends_without_a_gap)
{
    static const uint64_t sizes[] = {1, 2, TABLE_MAX - 2, TABLE_MAX - 1, TABLE_MAX, TABLE_MAX + 1};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        collatz *shorter = make(sizes[i], 1), *longer = make(sizes[i] + 1, 1);
        expect(longer->expected - shorter->expected == walk(sizes[i] + 1), "n = %llu",
               (unsigned long long)sizes[i]);
        free(shorter);
        free(longer);
    }
}

static bool passes(const collatz *kernel, const parbench_partial *total)
{
    parbench_verdict verdict;
    check(kernel, total, &verdict);
    assert_true(verdict.tolerance == 0.0);
    return verdict.value == verdict.expected;
}

TEST(any_split_has_the_total)
{
    static const uint64_t pieces[] = {1, 2, 7, 1000};
    collatz *kernel = make(1000, TALL - 500);
    for (size_t i = 0; i < COUNT(pieces); i++) {
        parbench_partial total = {0};
        for (uint64_t begin = 0; begin < 1000; begin += pieces[i])
            range(kernel, begin, begin + pieces[i] < 1000 ? begin + pieces[i] : 1000, &total);
        assert_true(passes(kernel, &total));
    }
    free(kernel);
}

TEST(wrong_totals_are_refused)
{
    collatz *kernel = make(1000, 871);
    parbench_partial missing = {0}, twice = {0};
    range(kernel, 0, 999, &missing);
    assert_false(passes(kernel, &missing));
    range(kernel, 0, 1000, &twice);
    range(kernel, 500, 501, &twice);
    assert_false(passes(kernel, &twice));
    const parbench_partial lost = {.sum = NAN, .int_low = 74620};
    assert_false(passes(kernel, &lost));
    const parbench_partial summed = {.sum = 74619, .compensation = 1};
    assert_true(passes(kernel, &summed));
    free(kernel);
}

TEST(what_is_refused)
{
    static const uint64_t sizes[] = {0, N_MAX + 1, UINT64_MAX};
    const parbench_value options[] = {{.u = 1}};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        parbench_error error = {""};
        void *instance = NULL;
        assert_int_equal(create(host_services(), options, sizes[i], &instance, &error),
                         PARBENCH_UNSUPPORTED);
        expect_part(error.text, "it must be 1 to 2^42", "row");
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_stopping_times),
        cmocka_unit_test(leaps_are_as_long_as_walks),
        cmocka_unit_test(what_128_bits_do_not_hold_is_lost),
        cmocka_unit_test(known_totals),
        cmocka_unit_test(the_table_ends_without_a_gap),
        cmocka_unit_test(any_split_has_the_total),
        cmocka_unit_test(wrong_totals_are_refused),
        cmocka_unit_test(what_is_refused),
    };
    return RUN("collatz", tests);
}
