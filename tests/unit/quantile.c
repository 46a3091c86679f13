/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/quantile.h"

#include <math.h>

#include "support.h"

enum { most = 100 };

static void expect_ranks(size_t count, double level, unsigned lo, unsigned hi)
{
    double sorted[most];
    for (size_t i = 0; i < most; i++)
        sorted[i] = (double)(i + 1);
    struct interval interval = quantile_median_interval(sorted, count, level);
    if (lo == 0)
        expect(isnan(interval.lo) && isnan(interval.hi), "%zu at %g: %g, %g", count, level,
               interval.lo, interval.hi);
    else
        expect(interval.lo == lo && interval.hi == hi, "%zu at %g: %g, %g", count, level,
               interval.lo, interval.hi);
}

/* The table of methodology.md, 1.5; 0: there is no interval. */
TEST(ranks)
{
    static const struct {
        unsigned count;
        unsigned lo95, hi95;
        unsigned lo99, hi99;
    } rows[] = {
        {0, 0, 0, 0, 0},      {1, 0, 0, 0, 0},       {2, 0, 0, 0, 0},      {3, 0, 0, 0, 0},
        {4, 0, 0, 0, 0},      {5, 0, 0, 0, 0},       {6, 1, 6, 0, 0},      {7, 1, 7, 0, 0},
        {8, 1, 8, 1, 8},      {9, 2, 8, 1, 9},       {10, 2, 9, 1, 10},    {12, 3, 10, 2, 11},
        {15, 4, 12, 3, 13},   {17, 5, 13, 3, 15},    {20, 6, 15, 4, 17},   {25, 8, 18, 6, 20},
        {30, 10, 21, 8, 23},  {40, 14, 27, 12, 29},  {50, 18, 33, 16, 35}, {60, 22, 39, 20, 41},
        {80, 31, 50, 29, 52}, {100, 40, 61, 37, 64},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        expect_ranks(rows[i].count, 0.95, rows[i].lo95, rows[i].hi95);
        expect_ranks(rows[i].count, 0.99, rows[i].lo99, rows[i].hi99);
    }
}

/* P(x_(j) <= median <= x_(n+1-j)) = 1 - 2 P(Bin(n, 1/2) <= j - 1), by plain addition: enough at j,
 * not enough at j + 1. */
TEST(coverage)
{
    static const double levels[] = {0.8, 0.9, 0.95, 0.98, 0.99};
    for (size_t l = 0; l < COUNT(levels); l++) {
        for (unsigned count = 1; count <= most; count++) {
            double term = exp2(-(double)count), below = 0; /* P(Bin <= j - 1) */
            unsigned rank = 0;
            while (rank < count / 2 && below + term <= (1 - levels[l]) / 2) {
                below += term;
                term *= (double)(count - rank) / (rank + 1);
                rank++;
            }
            expect_ranks(count, levels[l], rank, rank ? count + 1 - rank : 0);
        }
    }
}

TEST(medians)
{
    static const struct {
        size_t count;
        double values[5];
        double median;
    } rows[] = {
        {1, {7}, 7},
        {2, {8, 4}, 6},
        {3, {3, 1, 2}, 2},
        {4, {4, 1, 3, 2}, 2.5},
        {5, {5, 5, 1, 9, 5}, 5},
        {5, {-1, 1e300, 0, -1e300, 2}, 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        double values[5];
        memcpy(values, rows[i].values, sizeof values);
        double median = quantile_median(values, rows[i].count);
        expect(median == rows[i].median, "row %zu: %g", i, median);
        for (size_t k = 1; k < rows[i].count; k++)
            expect(values[k - 1] <= values[k], "row %zu is not sorted", i);
    }
    assert_true(isnan(quantile_median(NULL, 0)));
}

TEST(moments)
{
    static const struct {
        size_t count;
        double values[4];
        double mean;
        double deviation; /* NAN: none */
    } rows[] = {{0, {0}, NAN, NAN},
                {1, {7}, 7, NAN},
                {2, {1, 3}, 2, 1.4142135623730951},
                {4, {2, 4, 4, 6}, 4, 1.632993161855452},
                {3, {5, 5, 5}, 5, 0}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        double mean = quantile_mean(rows[i].values, rows[i].count);
        double deviation = quantile_deviation(rows[i].values, rows[i].count);
        expect(isnan(rows[i].mean) ? isnan(mean) : mean == rows[i].mean, "row %zu: %g", i, mean);
        expect(isnan(rows[i].deviation) ? isnan(deviation)
                                        : fabs(deviation - rows[i].deviation) < 1e-15,
               "row %zu: %g", i, deviation);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranks),
        cmocka_unit_test(coverage),
        cmocka_unit_test(medians),
        cmocka_unit_test(moments),
    };
    return RUN("quantile", tests);
}
