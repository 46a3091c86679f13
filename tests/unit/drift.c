/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/drift.h"

#include <math.h>

#include "support.h"

enum { most = 20 };

/* By hand: rho = 1 - 6 sum d^2 / (n^3 - n), for ties the correlation of the mean ranks; p from
 * t = rho sqrt((n - 2) / (1 - rho^2)), where the distribution has a closed form for n - 2 = 1, 2,
 * 3; K and 2 exp(-6 K^2 / (n^3 + n^2)); lag1 = sum (x_i - m)(x_i-1 - m) / sum (x_i - m)^2. */
TEST(by_hand)
{
    static const struct {
        size_t count;
        double values[most];
        double spearman, spearman_p, pettitt_p, lag1;
    } rows[] = {
        /* t = -0.5773..., 1 degree of freedom: p = 1 - 2/pi atan(t); K = 2 */
        {3, {3, 1, 2}, -0.5, 2.0 / 3, 2 * 0.51341711903259, -0.5},
        /* d^2: 1 1 1 1; t = 0.6 sqrt(2 / 0.64), p = 1 - t / sqrt(2 + t^2); K = 4 */
        {4, {2, 1, 4, 3}, 0.6, 0.4, 2 * 0.30119421191220, -0.15},
        /* rises evenly: K = 2 * 3, lag1 = 4 / 10 */
        {5, {1, 2, 3, 4, 5}, 1, 0, 2 * 0.23692775868212, 0.4},
        {5, {50, 40, 30, 20, 10}, -1, 0, 2 * 0.23692775868212, 0.4},
        /* t = 2.3094, 3 degrees: p = 1 - 2/pi (atan(x) + x / (1 + x^2)), x = t / sqrt(3); K = 6 */
        {5, {2, 1, 4, 3, 5}, 0.8, 0.10408803866182783, 2 * 0.23692775868212, 0.0},
        /* ties: mean ranks 1.5 1.5 3.5 3.5; rho = 4 / sqrt(5 * 4); K = 4 */
        {4, {7, 7, 9, 9}, 0.89442719099991587, 0.10557280900008413, 2 * 0.30119421191220, 0.25},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct drift drift = drift_test(rows[i].values, rows[i].count);
        expect(fabs(drift.spearman - rows[i].spearman) < 1e-12, "row %zu: rho %.15g", i,
               drift.spearman);
        expect(fabs(drift.spearman_p - rows[i].spearman_p) < 1e-12, "row %zu: p %.15g", i,
               drift.spearman_p);
        expect(fabs(drift.pettitt_p - fmin(1, rows[i].pettitt_p)) < 1e-12, "row %zu: Pettitt %.15g",
               i, drift.pettitt_p);
        expect(fabs(drift.lag1 - rows[i].lag1) < 1e-12, "row %zu: lag1 %.15g", i, drift.lag1);
    }
}

/* Series for which the answer is clear. */
TEST(verdicts)
{
    static const struct {
        const char *what;
        size_t count;
        double values[most];
        bool drifts, correlated;
    } rows[] = {
        {"nothing", 0, {0}, false, false},
        {"two values", 2, {1, 2}, false, false},
        {"all equal", 9, {4, 4, 4, 4, 4, 4, 4, 4, 4}, false, false},
        {"rises", 9, {1, 2, 3, 4, 5, 6, 7, 8, 9}, true, false}, /* lag1 0.67: not over 2 / 3 */
        {"falls, but for one", 9, {9, 7, 8, 6, 5, 4, 3, 2, 1}, true, false},
        {"one step", 20, {1, 3, 2, 1, 3, 2, 1, 3, 2, 1, 7, 9, 8, 7, 9, 8, 7, 9, 8, 7}, true, true},
        {"to and fro",
         20,
         {1, 5, 1, 5, 1, 5, 1, 5, 1, 5, 1, 5, 1, 5, 1, 5, 1, 5, 1, 5},
         false,
         false},
        {"there and back",
         20,
         {1, 1, 2, 1, 2, 9, 8, 9, 8, 9, 8, 9, 8, 9, 8, 2, 1, 2, 1, 1},
         false,
         true},
        {"scattered", 12, {5, 1, 9, 3, 7, 2, 8, 4, 6, 1, 9, 5}, false, false},
        /* rho = 0.6 */
        {"chance", 9, {1, 2, 3, 6, 9, 8, 4, 7, 5}, false, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct drift drift = drift_test(rows[i].values, rows[i].count);
        expect(drift.drifts == rows[i].drifts && drift.correlated == rows[i].correlated,
               "%s: rho %g, p %g, Pettitt %g, lag1 %g", rows[i].what, drift.spearman,
               drift.spearman_p, drift.pettitt_p, drift.lag1);
    }
    assert_true(isnan(drift_test(NULL, 0).spearman));
    assert_true(isnan(drift_test(rows[2].values, 9).pettitt_p));
}

/* A single step up in the middle is where Pettitt's K is largest: n^2 / 4. */
TEST(pettitt_needs_16_values)
{
    for (size_t count = 3; count <= most; count++) {
        double values[most];
        for (size_t i = 0; i < count; i++)
            values[i] = i < count / 2 ? 1 : 2;
        double p = drift_test(values, count).pettitt_p;
        expect((p < 0.01) == (count >= 16), "%zu values: %g", count, p);
    }
}

TEST(effective_count)
{
    static const struct {
        double lag1;
        size_t count;
        double effective;
    } rows[] = {{0, 30, 30}, {0.2, 30, 20}, {0.5, 30, 10}, {-0.5, 30, 30}, {1, 30, 0}};
    for (size_t i = 0; i < COUNT(rows); i++)
        expect(fabs(drift_effective_count(rows[i].lag1, rows[i].count) - rows[i].effective) < 1e-12,
               "row %zu", i);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_hand),
        cmocka_unit_test(verdicts),
        cmocka_unit_test(pettitt_needs_16_values),
        cmocka_unit_test(effective_count),
    };
    return RUN("drift", tests);
}
