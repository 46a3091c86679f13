/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/pair.h"

#include <math.h>

#include "support.h"

enum { most = 9 };

/* Times by round; 0: not in this series. */
static struct series make(const double *times, uint32_t *rounds, double *medians)
{
    struct series series = {.rounds = rounds, .medians = medians};
    for (uint32_t i = 0; i < most; i++) {
        if (times[i] <= 0)
            continue;
        rounds[series.round_count] = i + 1;
        medians[series.round_count++] = times[i];
    }
    return series;
}

static struct ratio compare(const double *a, const double *b)
{
    uint32_t rounds[2][most];
    double medians[2][most];
    struct series x = make(a, rounds[0], medians[0]), y = make(b, rounds[1], medians[1]);
    return pair_ratio(&x, &y);
}

static bool near(double got, double wanted)
{
    return isnan(wanted) ? isnan(got) : fabs(got - wanted) < 1e-12 * wanted;
}

static const struct {
    const char *what;
    double a[most], b[most];
    size_t rounds;
    double value, lo, hi;
} rows[] = {
    /* sorted ratios 0.25 0.5 0.8 1 2 4 5 8 10: the middle one, ranks 2 and 8 */
    {"nine rounds", {2, 1, 4, 8, 5, 10, 8, 8, 2}, {1, 1, 1, 1, 1, 1, 10, 16, 8}, 9, 2, 0.5, 8},
    /* 2 4 5 8 8 16: between 5 and 8 on the scale of logarithms; smallest and largest */
    {"six rounds", {2, 4, 5, 8, 16, 8}, {1, 1, 1, 1, 1, 1}, 6, 6.324555320336759, 2, 16},
    {"five rounds: no interval", {2, 4, 5, 8, 8}, {1, 1, 1, 1, 1}, 5, 5, NAN, NAN},
    /* rounds 2, 4 and 6 are common */
    {"gaps", {7, 6, 0, 3, 0, 5, 7}, {0, 2, 9, 1, 9, 1, 0, 9}, 3, 3, NAN, NAN},
    {"nothing in common", {1, 0, 1}, {0, 1, 0, 1}, 0, NAN, NAN, NAN},
    {"nothing at all", {0}, {0}, 0, NAN, NAN, NAN},
};

TEST(ratios)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ratio ratio = compare(rows[i].a, rows[i].b);
        expect(ratio.rounds == rows[i].rounds, "%s: %zu rounds", rows[i].what, ratio.rounds);
        expect(near(ratio.value, rows[i].value), "%s: %.17g", rows[i].what, ratio.value);
        expect(near(ratio.interval.lo, rows[i].lo) && near(ratio.interval.hi, rows[i].hi),
               "%s: [%g, %g]", rows[i].what, ratio.interval.lo, ratio.interval.hi);
    }
}

/* "Twice as fast" and "half as fast" are the same, seen from the other side. */
TEST(either_way)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ratio there = compare(rows[i].a, rows[i].b), back = compare(rows[i].b, rows[i].a);
        expect(near(back.value, 1 / there.value), "%s: %g", rows[i].what, back.value);
        expect(near(back.interval.lo, 1 / there.interval.hi) &&
                   near(back.interval.hi, 1 / there.interval.lo),
               "%s: [%g, %g]", rows[i].what, back.interval.lo, back.interval.hi);
    }
}

/* Rounds that slow both down by the same factor change nothing. */
TEST(common_disturbances_cancel)
{
    static const double a[most] = {2, 1, 4, 8, 5, 10, 8, 8, 2};
    static const double b[most] = {1, 1, 1, 1, 1, 1, 10, 16, 8};
    double slow_a[most], slow_b[most];
    for (size_t i = 0; i < most; i++) {
        double factor = i % 3 == 0 ? 7 : 1.0 + (double)i;
        slow_a[i] = a[i] * factor;
        slow_b[i] = b[i] * factor;
    }
    struct ratio calm = compare(a, b), disturbed = compare(slow_a, slow_b);
    assert_true(near(disturbed.value, calm.value));
    assert_true(near(disturbed.interval.lo, calm.interval.lo));
    assert_true(near(disturbed.interval.hi, calm.interval.hi));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(ratios),
        cmocka_unit_test(either_way),
        cmocka_unit_test(common_disturbances_cancel),
    };
    return RUN("pair", tests);
}
