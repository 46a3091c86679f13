/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kernel montecarlo: its generator, its counts, and what its check lets pass. */
#include "montecarlo/montecarlo.c"

#include <string.h>

#include "measure/host.h"
#include "support.h"

static montecarlo *make(uint64_t seed, uint64_t n)
{
    const parbench_value options[] = {{.u = seed}};
    parbench_error error = {""};
    void *instance = NULL;
    assert_int_equal(create(host_services(), options, n, &instance, &error), PARBENCH_OK);
    return instance;
}

/* The vectors of the authors' library, Random123 (kat_vectors). */
TEST(known_answers)
{
    static const struct {
        block counter;
        uint64_t key;
        block wanted;
    } rows[] = {
        {{{0, 0, 0, 0}}, 0, {{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}}},
        {{{UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX}},
         UINT64_MAX,
         {{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}}},
        {{{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}},
         UINT64_C(0x299f31d0a4093822),
         {{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}}},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        block got = philox(rows[i].counter, rows[i].key);
        expect(memcmp(&got, &rows[i].wanted, sizeof got) == 0, "row %zu: %08x ...", i, got.word[0]);
    }
}

TEST(numbers_are_53_bits_below_1)
{
    assert_true(to_unit(0, 0) == 0.0);
    assert_true(to_unit(0x7ff, 0) == 0.0);
    assert_true(to_unit(0x800, 0) == 0x1p-53);
    assert_true(to_unit(0, 0x80000000) == 0.5);
    assert_true(to_unit(UINT32_MAX, UINT32_MAX) == 1.0 - 0x1p-53);
}

/* Counted by another program, in whole numbers. */
TEST(known_counts)
{
    static const struct {
        uint64_t seed, n, hits;
    } rows[] = {{1, 1000, 817}, {1, 100000, 78627}, {(UINT64_C(1) << 40) + 7, 100000, 78400}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        montecarlo *kernel = make(rows[i].seed, rows[i].n);
        expect(kernel->hits == rows[i].hits, "row %zu: %llu", i, (unsigned long long)kernel->hits);
        free(kernel);
    }
}

/* Of the points in pieces of this length, and of the first `lost` none. */
static parbench_verdict judge(uint64_t n, uint64_t piece, uint64_t lost)
{
    montecarlo *kernel = make(1, n);
    parbench_partial total = {0};
    parbench_verdict verdict;
    for (uint64_t begin = lost; begin < n; begin += piece)
        range(kernel, begin, begin + piece < n ? begin + piece : n, &total);
    check(kernel, &total, &verdict);
    free(kernel);
    return verdict;
}

static bool passes(parbench_verdict verdict)
{
    return fabs(verdict.value - verdict.expected) <= verdict.tolerance;
}

TEST(a_small_n_is_exact)
{
    static const uint64_t pieces[] = {1, 7, 1000, COUNTED_MAX};
    for (size_t i = 0; i < COUNT(pieces); i++) {
        parbench_verdict verdict = judge(100000, pieces[i], 0);
        assert_true(verdict.value == 4.0 * 78627 / 100000 && verdict.value == verdict.expected);
        assert_true(verdict.tolerance == 0.0);
    }
    assert_false(passes(judge(100000, 1000, 10)));
    assert_true(judge(COUNTED_MAX, COUNTED_MAX, 0).tolerance == 0.0);
    assert_false(passes(judge(COUNTED_MAX, COUNTED_MAX, 10)));
}

/* 6.5 times 1.64 / sqrt(2^20) is 0.33 % of pi. */
TEST(a_large_n_is_within_its_deviations)
{
    parbench_verdict verdict = judge(COUNTED_MAX + 1, COUNTED_MAX, 0);
    assert_true(verdict.expected == PI);
    assert_true(fabs(verdict.tolerance - 6.5 * 1.6422 / 1024) < 1e-5);
    assert_true(passes(verdict));
    assert_false(passes(judge(COUNTED_MAX + 1, COUNTED_MAX, COUNTED_MAX / 100)));
}

/* From a backend that knows the kernel by name. */
TEST(hits_may_come_in_the_sum)
{
    montecarlo *kernel = make(1, 1000);
    const parbench_partial total = {.sum = 816, .compensation = 1};
    parbench_verdict verdict;
    check(kernel, &total, &verdict);
    assert_true(verdict.value == 4.0 * 817 / 1000 && passes(verdict));
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
        expect_part(error.text, "it must be 1 to 2^53", "row");
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers),
        cmocka_unit_test(numbers_are_53_bits_below_1),
        cmocka_unit_test(known_counts),
        cmocka_unit_test(a_small_n_is_exact),
        cmocka_unit_test(a_large_n_is_within_its_deviations),
        cmocka_unit_test(hits_may_come_in_the_sum),
        cmocka_unit_test(what_is_refused),
    };
    return RUN("montecarlo", tests);
}
