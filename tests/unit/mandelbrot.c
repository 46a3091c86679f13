/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kernel mandelbrot: its rows and their mirror images, its total, and what it refuses. */
#include "mandelbrot/mandelbrot.c"

#include <math.h>

#include "measure/host.h"
#include "support.h"

static mandelbrot *make(uint64_t n, uint64_t width, uint64_t limit)
{
    const parbench_value options[] = {{.u = width}, {.u = limit}};
    parbench_error error = {""};
    void *instance = NULL;
    assert_int_equal(create(host_services(), options, n, &instance, &error), PARBENCH_OK);
    return instance;
}

TEST(iterations_of_known_points)
{
    static const struct {
        double x, y;
        uint64_t limit, wanted;
    } rows[] = {
        {0.0, 0.0, 1000, 1000},  {-1.0, 0.0, 1000, 1000}, {-2.0, 0.0, 1000, 1000},
        {0.25, 0.0, 1000, 1000}, {0.0, 1.0, 1000, 1000},  {1.0, 0.0, 1000, 3},
        {3.0, 0.0, 1000, 1},     {3.0, 0.0, 1, 1},        {-2.0, 1e-300, 7, 7},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint64_t got = iterations(rows[i].x, rows[i].y, rows[i].limit);
        expect(got == rows[i].wanted, "row %zu: %llu", i, (unsigned long long)got);
    }
}

/* Each line of the image once, at the middle of its pixels, from the edges to the middle. */
TEST(rows_are_the_lines_of_the_image)
{
    for (uint64_t n = 1; n <= 101; n += 4 + n % 2)
        for (uint64_t row = 0; row < n; row++) {
            uint64_t line = row % 2 == 0 ? row / 2 : n - 1 - row / 2; /* from the top */
            double wanted = 1.25 - 2.5 * ((double)line + 0.5) / (double)n;
            expect(fabs(row_y(n, row) - wanted) < 1e-15, "row %llu of %llu: %g",
                   (unsigned long long)row, (unsigned long long)n, row_y(n, row));
        }
    assert_true(row_y(1, 0) == 0.0 && row_y(101, 100) == 0.0);
}

TEST(pairs_of_rows_are_mirror_images)
{
    static const uint64_t sizes[] = {2, 3, 100, 999, 1000, 104729};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        const mandelbrot kernel = {.n = sizes[i], .width = 97, .limit = 300};
        uint64_t step = sizes[i] / 100 + 1;
        for (uint64_t pair = 0; 2 * pair + 1 < sizes[i]; pair += step) {
            assert_true(row_y(sizes[i], 2 * pair) == -row_y(sizes[i], 2 * pair + 1));
            expect(sum_row(&kernel, 2 * pair) == sum_row(&kernel, 2 * pair + 1),
                   "pair %llu of n = %llu", (unsigned long long)pair, (unsigned long long)sizes[i]);
        }
    }
}

/* Added up by another program. */
TEST(known_totals)
{
    static const struct {
        uint64_t n, width, limit, total;
    } rows[] = {{1, 1, 1, 1},
                {2, 1, 10, 10},
                {3, 7, 50, 382},
                {64, 64, 256, 277900},
                {101, 40, 100, 118960}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        mandelbrot *kernel = make(rows[i].n, rows[i].width, rows[i].limit);
        expect(kernel->expected == rows[i].total, "row %zu: %llu", i,
               (unsigned long long)kernel->expected);
        free(kernel);
    }
}

static bool passes(const mandelbrot *kernel, const parbench_partial *total)
{
    parbench_verdict verdict;
    check(kernel, total, &verdict);
    assert_true(verdict.tolerance == 0.0);
    return verdict.value == verdict.expected;
}

TEST(any_split_has_the_total)
{
    static const uint64_t pieces[] = {1, 2, 7, 101};
    mandelbrot *kernel = make(101, 40, 100);
    for (size_t i = 0; i < COUNT(pieces); i++) {
        parbench_partial total = {0};
        for (uint64_t begin = 0; begin < 101; begin += pieces[i])
            range(kernel, begin, begin + pieces[i] < 101 ? begin + pieces[i] : 101, &total);
        assert_true(passes(kernel, &total));
        range(kernel, 0, 1, &total);
        assert_false(passes(kernel, &total));
    }
    const parbench_partial summed = {.sum = 118959, .compensation = 1};
    assert_true(passes(kernel, &summed));
    free(kernel);
}

TEST(later_rows_cost_more)
{
    mandelbrot *kernel = make(100, 64, 256);
    parbench_partial first = {0}, second = {0};
    range(kernel, 0, 50, &first);
    range(kernel, 50, 100, &second);
    assert_true(second.int_low > 3 * first.int_low);
    free(kernel);
}

TEST(what_is_refused)
{
    static const uint64_t sizes[] = {0, 1025, UINT64_MAX};
    const parbench_value options[] = {{.u = 1 << 16}, {.u = 1 << 27}};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        parbench_error error = {""};
        void *instance = NULL;
        assert_int_equal(create(host_services(), options, sizes[i], &instance, &error),
                         PARBENCH_UNSUPPORTED);
        expect_part(error.text, "with this width and limit it must be 1 to 1024", "row");
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(iterations_of_known_points),
        cmocka_unit_test(rows_are_the_lines_of_the_image),
        cmocka_unit_test(pairs_of_rows_are_mirror_images),
        cmocka_unit_test(known_totals),
        cmocka_unit_test(any_split_has_the_total),
        cmocka_unit_test(later_rows_cost_more),
        cmocka_unit_test(what_is_refused),
    };
    return RUN("mandelbrot", tests);
}
