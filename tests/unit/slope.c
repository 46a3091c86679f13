/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/slope.h"

#include <math.h>

#include "support.h"

enum { most_rows = 64 };

struct made {
    struct sample rows[most_rows];
    const struct sample *pointers[most_rows];
    size_t count;
};

static void add(struct made *made, int64_t calls, int64_t ns)
{
    struct sample *row = &made->rows[made->count];
    *row = (struct sample){.phase = PHASE_EXTERNAL, .batch = calls, .batch_ns = ns};
    made->pointers[made->count++] = row;
}

/* `runs` commands with each number of calls: `start` and the calls, and 0, `step`, 2 `step` ... on
 * top, in an order that is not sorted. */
static struct slope slope_of(int64_t few, int64_t many, int64_t runs, int64_t start, int64_t call,
                             int64_t step)
{
    static struct made made;
    made.count = 0;
    for (int64_t run = 0; run < runs; run++) {
        int64_t extra = (run * 11 + 3) % runs * step;
        add(&made, many, start + many * call + extra);
        add(&made, few, start + few * call + extra);
    }
    return slope_make(made.pointers, made.count);
}

static void expect_near(double got, double wanted, const char *what)
{
    expect(isnan(wanted) ? isnan(got) : fabs(got - wanted) <= 1e-9 * fabs(wanted), "%s: %g, not %g",
           what, got, wanted);
}

static void check(const char *what, struct slope slope, double call_ns, double lo, double hi)
{
    expect_near(slope.call_ns, call_ns, what);
    expect_near(slope.interval.lo, lo, what);
    expect_near(slope.interval.hi, hi, what);
}

/* What starting takes is not in it. With 10 times of either kind the intervals of the medians go
 * from the second to the ninth: 7 steps; with 7 from the first to the last: 6. */
TEST(values)
{
    check("exact", slope_of(1, 101, 10, 5000, 30, 0), 30, 30, 30);
    check("ten", slope_of(1, 101, 10, 5000, 30, 10), 30, 29.3, 30.7);
    check("seven", slope_of(2, 22, 7, 900000, 30, 10), 30, 27, 33);
    check("few calls", slope_of(1, 2, 10, 5000, 1000, 0), 1000, 1000, 1000);
}

TEST(too_little)
{
    check("nothing", slope_make(NULL, 0), NAN, NAN, NAN);
    check("one number of calls", slope_of(5, 5, 10, 5000, 30, 0), NAN, NAN, NAN);
    check("six", slope_of(1, 101, 6, 5000, 30, 10), 30, NAN, NAN);
    check("drowned", slope_of(1, 101, 10, 5000, 30, 1000), 30, NAN, NAN);
    check("negative", slope_of(1, 101, 10, 50000, -30, 0), NAN, NAN, NAN);
}

/* Numbers of calls between the two do not count. */
TEST(other_numbers)
{
    struct made made = {.count = 0};
    for (int i = 0; i < 7; i++) {
        add(&made, 10, 1000);
        add(&made, 20, 5000000);
        add(&made, 110, 3000);
    }
    check("three numbers", slope_make(made.pointers, made.count), 20, 20, 20);
}

TEST(verdicts)
{
    static const struct {
        struct interval own;
        struct interval outside;
        enum slope_verdict verdict;
    } rows[] = {
        {{100, 110}, {105, 120}, SLOPE_AGREES},      {{100, 110}, {112, 120}, SLOPE_AGREES},
        {{100, 110}, {112.3, 120}, SLOPE_DISAGREES}, {{112, 120}, {100, 110}, SLOPE_AGREES},
        {{112.3, 120}, {100, 110}, SLOPE_DISAGREES}, {{75, 125}, {100, 100}, SLOPE_AGREES},
        {{74, 126}, {100, 100}, SLOPE_UNSTEADY},     {{100, 110}, {90, 200}, SLOPE_UNSTEADY},
        {{90, 200}, {100, 100}, SLOPE_UNSTEADY},     {{100, 900}, {800, 810}, SLOPE_UNSTEADY},
        {{100, 900}, {930, 940}, SLOPE_DISAGREES}, /* however wide */
        {{NAN, NAN}, {100, 110}, SLOPE_UNKNOWN},     {{100, 110}, {NAN, NAN}, SLOPE_UNKNOWN},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct slope own = {(rows[i].own.lo + rows[i].own.hi) / 2, rows[i].own};
        struct slope outside = {(rows[i].outside.lo + rows[i].outside.hi) / 2, rows[i].outside};
        expect(slope_judge(own, outside) == rows[i].verdict, "row %zu", i);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(values),
        cmocka_unit_test(too_little),
        cmocka_unit_test(other_numbers),
        cmocka_unit_test(verdicts),
    };
    return RUN("slope", tests);
}
