/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/aa.h"

#include <math.h>

#include "support.h"

/* Where none or all are different the bound solves p^n = 0.025: by hand. The others are in every
 * table of the binomial distribution, e.g. Clopper and Pearson's own chart. */
TEST(rate_interval)
{
    static const struct {
        size_t different, pairs;
        double lo, hi;
    } rows[] = {
        {0, 1, 0, 0.975},
        {1, 1, 0.025, 1},
        {0, 10, 0, 0.30849710781876083},
        {10, 10, 0.69150289218123917, 1},
        {1, 20, 0.0012651, 0.2487328},
        {5, 10, 0.1870860, 0.8129140},
        {2, 4, 0.0675859, 0.9324141},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct interval interval = aa_rate_interval(rows[i].different, rows[i].pairs);
        expect(fabs(interval.lo - rows[i].lo) < 1e-7 && fabs(interval.hi - rows[i].hi) < 1e-7,
               "%zu of %zu: [%.9f, %.9f]", rows[i].different, rows[i].pairs, interval.lo,
               interval.hi);
    }
    assert_true(isnan(aa_rate_interval(0, 0).lo));
    assert_true(isnan(aa_rate_interval(0, 0).hi));
}

/* P(Bin(n, p) >= k) at the lower end and P(Bin(n, p) <= k) at the upper one are 2.5 %, by plain
 * addition: what the interval is defined by. */
static double at_most(size_t k, size_t n, double p)
{
    double sum = 0, all = (double)n;
    for (double i = 0; i <= (double)k; i++)
        sum += exp(lgamma(all + 1) - lgamma(i + 1) - lgamma(all - i + 1) + i * log(p) +
                   (all - i) * log1p(-p));
    return sum;
}

TEST(rate_interval_is_exact)
{
    for (size_t n = 1; n <= 200; n += 7) {
        for (size_t k = 0; k <= n; k += 3) {
            struct interval interval = aa_rate_interval(k, n);
            if (k > 0)
                expect(fabs(1 - at_most(k - 1, n, interval.lo) - 0.025) < 1e-9,
                       "%zu of %zu: [%.12g, %.12g]", k, n, interval.lo, interval.hi);
            if (k < n)
                expect(fabs(at_most(k, n, interval.hi) - 0.025) < 1e-9,
                       "%zu of %zu: [%.12g, %.12g]", k, n, interval.lo, interval.hi);
        }
    }
}

/* 1.01, 1 / 1.02, 1.03, 1 / 1.04 ...: the k-th differs by k %. */
TEST(noise_floor)
{
    static const struct {
        size_t pairs;
        double floor;
    } rows[] = {{0, NAN},   {1, NAN},   {19, NAN},  {20, 0.19}, {21, 0.20},
                {40, 0.38}, {41, 0.39}, {99, 0.95}, {100, 0.95}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        double ratios[100];
        for (size_t k = 0; k < rows[i].pairs; k++) {
            double ratio = 1 + 0.01 * (double)(k + 1);
            ratios[(k * 37) % rows[i].pairs] = k % 2 ? 1 / ratio : ratio;
        }
        double largest = aa_largest(ratios, rows[i].pairs), most = 0.01 * (double)rows[i].pairs;
        double floor = aa_noise_floor(ratios, rows[i].pairs);
        expect(isnan(rows[i].floor) ? isnan(floor) : fabs(floor - rows[i].floor) < 1e-12,
               "%zu pairs: %g", rows[i].pairs, floor);
        expect(rows[i].pairs == 0 ? isnan(largest) : fabs(largest - most) < 1e-12,
               "%zu pairs: largest %g", rows[i].pairs, largest);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(rate_interval),
        cmocka_unit_test(rate_interval_is_exact),
        cmocka_unit_test(noise_floor),
    };
    return RUN("aa", tests);
}
