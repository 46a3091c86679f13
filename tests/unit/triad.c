/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kernel triad: its stores, its sum in any split, and what it refuses. */
#include "triad/triad.c"

#include "measure/host.h"
#include "support.h"

#define PERIOD (UINT64_C(1021) * 1019)

static triad *make(uint64_t scalar, uint64_t n)
{
    const parbench_value options[] = {{.u = scalar}};
    parbench_error error = {""};
    void *instance = NULL;
    assert_int_equal(create(host_services(), options, n, &instance, &error), PARBENCH_OK);
    parbench_partial unused = {0};
    prepare_range(instance, 0, n, &unused);
    return instance;
}

static double item(uint64_t scalar, uint64_t i)
{
    return (double)(1 + i % 1021 + scalar * (i / 1021 % 1019));
}

static double sum_of(const triad *kernel, uint64_t begin, uint64_t end)
{
    parbench_partial partial = {0};
    range(kernel, begin, end, &partial);
    return partial.sum;
}

TEST(the_closed_form_is_the_sum)
{
    static const uint64_t sizes[] = {
        1, 2, 1020, 1021, 1022, PERIOD - 1, PERIOD, PERIOD + 1, 3 * PERIOD + 5000};
    for (size_t i = 0; i < COUNT(sizes); i++)
        for (uint64_t scalar = 1; scalar <= 7; scalar += 2) {
            const triad kernel = {.n = sizes[i], .scalar = scalar};
            double sum = 0;
            for (uint64_t k = 0; k < sizes[i]; k++)
                sum += item(scalar, k);
            expect((double)expected(&kernel) == sum, "n %llu, s %llu", (unsigned long long)sizes[i],
                   (unsigned long long)scalar);
        }
}

/* Pieces that are longer, equal and shorter than the lanes. */
TEST(stores_and_sum_in_any_split)
{
    static const uint64_t pieces[] = {1, 3, 7, 8, 9, 16, 1021, 5000};
    enum { n = 5000 };
    for (size_t i = 0; i < COUNT(pieces); i++) {
        triad *kernel = make(3, n);
        parbench_partial total = {0};
        parbench_verdict verdict;
        for (uint64_t begin = 0; begin < n; begin += pieces[i])
            range(kernel, begin, begin + pieces[i] < n ? begin + pieces[i] : n, &total);
        for (uint64_t k = 0; k < n; k++)
            expect(kernel->a[k] == item(3, k), "pieces of %llu: a[%llu] is %g",
                   (unsigned long long)pieces[i], (unsigned long long)k, kernel->a[k]);
        check(kernel, &total, &verdict);
        assert_true(verdict.value == verdict.expected && verdict.tolerance == 0.0);
        free(kernel);
    }
}

/* Whatever is done in the place of its neighbour, or done twice. */
TEST(another_range_has_another_sum)
{
    static const uint64_t lengths[] = {1, 2, 8, 1000, 1020, 1021, 1022, 100000, PERIOD - 1};
    triad *kernel = make(3, 2 * PERIOD);
    for (size_t i = 0; i < COUNT(lengths); i++)
        for (uint64_t begin = 0; begin < 200000; begin += 66666) {
            double sum = sum_of(kernel, begin, begin + lengths[i]);
            assert_true(sum > 0);
            expect(sum != sum_of(kernel, begin + 1, begin + 1 + lengths[i]), "length %llu",
                   (unsigned long long)lengths[i]);
        }
    free(kernel);
}

static void *no_memory(size_t bytes)
{
    (void)bytes;
    return NULL;
}

TEST(what_is_refused)
{
    static const struct {
        uint64_t n;
        int status;
        const char *part;
    } rows[] = {
        {0, PARBENCH_UNSUPPORTED, "n is 0; it must be 1 to 2^40"},
        {N_MAX + 1, PARBENCH_UNSUPPORTED, "it must be 1 to 2^40"},
        {UINT64_MAX, PARBENCH_UNSUPPORTED, "it must be 1 to 2^40"},
        {N_MAX, PARBENCH_FAILED, "out of memory: n is 1099511627776"},
        {1000, PARBENCH_FAILED, "an item takes 24 bytes"},
    };
    const parbench_value options[] = {{.u = 3}};
    parbench_host host = *host_services();
    host.shared = no_memory;
    for (size_t i = 0; i < COUNT(rows); i++) {
        parbench_error error = {""};
        void *instance = NULL;
        assert_int_equal(create(&host, options, rows[i].n, &instance, &error), rows[i].status);
        assert_null(instance);
        expect_part(error.text, rows[i].part, "row");
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_closed_form_is_the_sum),
        cmocka_unit_test(stores_and_sum_in_any_split),
        cmocka_unit_test(another_range_has_another_sum),
        cmocka_unit_test(what_is_refused),
    };
    return RUN("triad", tests);
}
