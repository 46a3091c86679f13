/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The variants of kernel pi, with each instruction set that this CPU has. The references are added
 * up here one point after the other. */
#include <float.h>
#include <inttypes.h>
#include <math.h>

#include "measure/host.h"
#include "plugin/load.h"
#include "plugin/options.h"
#include "support.h"

#define N_MAX (UINT64_C(1) << 52)

static const char *const variants[] = {"plain", "compensated", "simd", "exact"};
static const char *const isas[] = {"baseline", "avx2", "avx512"};

struct rig {
    struct plugin plugin;
    parbench_value *values;
    void *instance;
    uint64_t n;
    parbench_error error;
};

/* PARBENCH_UNSUPPORTED: there is no instance. */
static int rig_make(struct rig *rig, const char *path, const char *variant, const char *isa,
                    uint64_t n)
{
    struct setting_list settings = {0};
    struct error error = {""};
    *rig = (struct rig){.n = n};
    expect(plugin_load(path, &rig->plugin, &error) == LOAD_OK, "%s", error.text);
    setting_list_set(&settings, "variant", variant);
    setting_list_set(&settings, "isa", isa);
    expect(options_parse(rig->plugin.options, &settings, &rig->values, &error) == 0, "%s",
           error.text);
    setting_list_free(&settings);
    return rig->plugin.kernel.create(host_services(), rig->values, n, &rig->instance, &rig->error);
}

static void rig_free(struct rig *rig)
{
    rig->plugin.kernel.destroy(rig->instance);
    free(rig->values);
}

typedef void each_fn(struct rig *rig, const char *what);

/* This variant (NULL: each) with each instruction set that this CPU has. */
static void for_each(const char *variant, uint64_t n, each_fn *test)
{
    for (size_t v = 0; v < COUNT(variants); v++)
        for (size_t i = 0; i < COUNT(isas); i++) {
            struct rig rig;
            char what[96];
            if (variant != NULL && strcmp(variant, variants[v]) != 0)
                continue;
            snprintf(what, sizeof what, "%s, %s, n %" PRIu64, variants[v], isas[i], n);
            int made = rig_make(&rig, PARBENCH_PLUGINS "/pi.so", variants[v], isas[i], n);
            if (made == PARBENCH_OK)
                test(&rig, what);
            else
                expect(made == PARBENCH_UNSUPPORTED && i > 0, "%s: %s", what, rig.error.text);
            rig_free(&rig);
        }
}

static void add_range(const struct rig *rig, uint64_t begin, uint64_t end, parbench_partial *to)
{
    rig->plugin.kernel.range(rig->instance, begin, end, to);
}

/* As `workers` do it that get equal shares. */
static parbench_partial shared(const struct rig *rig, uint32_t workers)
{
    parbench_partial total = {0};
    for (uint32_t worker = 0; worker < workers; worker++) {
        parbench_partial partial = {0};
        uint64_t begin, end;
        parbench_split(rig->n, workers, worker, &begin, &end);
        add_range(rig, begin, end, &partial);
        host_services()->combine(&total, &partial);
    }
    return total;
}

/* In chunks of 0 to `most` - 1 points, which two workers take by chance. */
static parbench_partial scattered(const struct rig *rig, unsigned most)
{
    parbench_partial partials[2] = {{0}};
    uint64_t random = rig->n, next;
    for (uint64_t begin = 0; begin < rig->n; begin = next) {
        random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
        next = begin + (random >> 33) % most;
        next = next < rig->n ? next : rig->n;
        add_range(rig, begin, next, &partials[random >> 63]);
    }
    host_services()->combine(&partials[0], &partials[1]);
    return partials[0];
}

static parbench_verdict verdict_on(const struct rig *rig, const parbench_partial *total)
{
    parbench_verdict verdict;
    rig->plugin.kernel.check(rig->instance, total, &verdict);
    return verdict;
}

static void expect_right(const struct rig *rig, const parbench_partial *total, const char *what)
{
    parbench_verdict verdict = verdict_on(rig, total);
    expect(fabs(verdict.value - verdict.expected) <= verdict.tolerance,
           "%s: %.17g and not %.17g within %.3g", what, verdict.value, verdict.expected,
           verdict.tolerance);
}

/* ---- exact ---------------------------------------------------------------------------------- */

/* The sum of bits(f) - bits(2.0), modulo 2^64. */
static uint64_t reference_integer(uint64_t n, uint64_t begin, uint64_t end)
{
    uint64_t sum = 0;
    double h = 1.0 / (double)n;
    for (uint64_t i = begin; i < end; i++) {
        volatile double x = h * ((double)(int64_t)i + 0.5), square = x * x;
        union {
            double d;
            uint64_t u;
        } f = {4.0 / (1.0 + square)}, two = {2.0};
        sum += f.u - two.u;
    }
    return sum;
}

static void expect_same(const parbench_partial *total, const parbench_partial *wanted,
                        const char *what)
{
    expect(total->int_low == wanted->int_low && total->int_high == wanted->int_high,
           "%s: %" PRIx64 " %016" PRIx64 " and not %" PRIx64 " %016" PRIx64, what, total->int_high,
           total->int_low, wanted->int_high, wanted->int_low);
    expect(total->sum == 0 && total->compensation == 0, "%s: it has a sum besides", what);
}

/* The integer of baseline with one worker, for the other instruction sets. */
static parbench_partial first;

static void check_exact(struct rig *rig, const char *what)
{
    uint64_t low = reference_integer(rig->n, 0, rig->n);
    if (strstr(what, "baseline") != NULL)
        first = shared(rig, 1);
    expect(first.int_low == low, "%s: the low half is not %016" PRIx64, what, low);
    for (uint32_t workers = 1; workers <= 16; workers++) {
        parbench_partial total = shared(rig, workers);
        expect_same(&total, &first, what);
    }
    for (unsigned most = 2; most < 20000; most *= 7) {
        parbench_partial total = scattered(rig, most);
        expect_same(&total, &first, what);
    }
    expect_right(rig, &first, what);
}

TEST(exact_has_the_same_bits)
{
    static const uint64_t sizes[] = {41,   63,   64,   65,   127,   1000,  4031,
                                     4032, 4033, 4095, 4096, 12345, 65536, 300007};
    for (uint64_t n = 1; n <= 40; n++)
        for_each("exact", n, check_exact);
    for (size_t i = 0; i < COUNT(sizes); i++)
        for_each("exact", sizes[i], check_exact);
}

static void check_last_points(struct rig *rig, const char *what)
{
    for (uint64_t count = 0; count <= 40; count++)
        for (uint64_t end = rig->n - 3; end <= rig->n; end++) {
            parbench_partial total = {0};
            uint64_t low = reference_integer(rig->n, end - count, end);
            add_range(rig, end - count, end, &total);
            expect(total.int_low == low && total.int_high == 0, "%s: the last %" PRIu64, what,
                   count);
        }
}

/* Where i + 0.5 is the last that is exact. */
TEST(exact_at_the_largest_n)
{
    for_each("exact", N_MAX, check_last_points);
    for_each("exact", N_MAX - 1, check_last_points);
}

/* The carry into the high half, and halves that are rounded to even. */
static void check_value(struct rig *rig, const char *what)
{
    static const struct {
        uint64_t high, low; /* for n = 2^52 */
        double value;
    } rows[] = {
        {0, 0, 2.0},
        {1, 0, 2.0 + 4096 * 0x1p-51},
        {UINT64_C(1) << 40, 0, 4.0},
        {0, N_MAX / 2, 2.0},
        {0, N_MAX / 2 + 1, 2.0 + 0x1p-51},
        {0, N_MAX + N_MAX / 2 - 1, 2.0 + 0x1p-51},
        {0, N_MAX + N_MAX / 2, 2.0 + 0x1p-50},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        parbench_partial total = {.int_low = rows[i].low, .int_high = rows[i].high};
        double value = verdict_on(rig, &total).value;
        expect(value == rows[i].value, "%s, row %zu: %a and not %a", what, i, value, rows[i].value);
    }
}

TEST(value_of_the_integer)
{
    for_each("exact", N_MAX, check_value);
}

/* ---- all variants --------------------------------------------------------------------------- */

static void check_sums(struct rig *rig, const char *what)
{
    for (uint32_t workers = 1; workers <= 16; workers++) {
        parbench_partial total = shared(rig, workers);
        expect_right(rig, &total, what);
    }
    for (unsigned most = 2; most < 20000; most *= 7) {
        parbench_partial total = scattered(rig, most);
        expect_right(rig, &total, what);
    }
}

TEST(sums_are_within_the_tolerance)
{
    uint64_t random = 1;
    for (uint64_t n = 1; n <= 130; n++)
        for_each(NULL, n, check_sums);
    for (unsigned i = 0; i < 24; i++) {
        random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
        for_each(NULL, 1 + (random >> 32) % (UINT64_C(1) << (8 + i / 3 * 4 / 3)), check_sums);
    }
    for_each(NULL, 1000003, check_sums);
}

static void check_one_by_one(struct rig *rig, const char *what)
{
    parbench_partial total = {0};
    for (uint64_t i = 0; i < rig->n; i++)
        add_range(rig, i, i + 1, &total);
    expect_right(rig, &total, what);
}

/* As a backend does that hands out single points: the sum of the ranges loses nothing either. */
TEST(points_one_by_one)
{
    for_each(NULL, 100000, check_one_by_one);
}

static void check_equal_terms(struct rig *rig, const char *what)
{
    for (uint64_t k = 0; k < 50; k++) {
        uint64_t begin = rig->n / 50 * k;
        parbench_partial total = {0}, none = {0};
        long double wanted = 0;
        for (uint64_t i = begin; i < begin + 4000; i++) {
            long double x = ((long double)i + 0.5L) / (long double)rig->n;
            wanted += 4 / (1 + x * x);
        }
        add_range(rig, begin, begin + 4000, &total);
        double error = (double)((long double)total.sum - wanted + total.compensation);
        double most = verdict_on(rig, &none).tolerance / 3.14159265358979323846 * (double)wanted;
        expect(fabs(error) <= most, "%s, from %" PRIu64 ": the error is %g, not %g at most", what,
               begin, error, most);
    }
}

/* At a large n neighbours hardly differ, and their rounding errors do not cancel each other. */
TEST(equal_terms)
{
    for_each("compensated", N_MAX, check_equal_terms);
    for_each("simd", N_MAX, check_equal_terms);
}

static void check_nothing(struct rig *rig, const char *what)
{
    const parbench_partial zero = {0};
    parbench_partial total = {0};
    for (uint64_t i = 0; i <= rig->n; i++)
        add_range(rig, i, i, &total);
    expect(memcmp(&total, &zero, sizeof total) == 0, "%s: of nothing it is not zero", what);
}

TEST(empty_ranges)
{
    for_each(NULL, 70, check_nothing);
}

/* A sum that lacks one point is refused, and so is one that has it twice. */
static void check_wrong(struct rig *rig, const char *what)
{
    for (uint64_t end = rig->n - 1; end <= rig->n + 1; end += 2) {
        parbench_partial total = {0};
        add_range(rig, 0, rig->n - 1, &total);
        if (end > rig->n) {
            add_range(rig, rig->n - 1, rig->n, &total);
            add_range(rig, rig->n - 1, rig->n, &total);
        }
        parbench_verdict verdict = verdict_on(rig, &total);
        expect(fabs(verdict.value - verdict.expected) > 1e3 * verdict.tolerance,
               "%s: the tolerance %g is too large", what, verdict.tolerance);
    }
}

TEST(a_point_too_few_or_too_many)
{
    for_each(NULL, 1, check_wrong);
    for_each(NULL, 100000, check_wrong);
}

/* ---- the verdict ---------------------------------------------------------------------------- */

/* The midpoint sum itself, from rational arithmetic. */
TEST(expected_values)
{
    static const struct {
        uint64_t n;
        double midpoint_sum;
    } rows[] = {
        {1, 0x1.999999999999ap+1},   {2, 0x1.94c7fb2e6194cp+1},    {3, 0x1.934f06e38006cp+1},
        {7, 0x1.92576f7842066p+1},   {8, 0x1.924a5fdf2efc1p+1},    {19, 0x1.922745b1da91ep+1},
        {20, 0x1.922688e49f88cp+1},  {21, 0x1.9225e66a55122p+1},   {40, 0x1.92216a2c5dde0p+1},
        {100, 0x1.921ffb2bf5443p+1}, {1000, 0x1.921fb5f737cd9p+1}, {N_MAX, 0x1.921fb54442d18p+1},
    };
    const double last_bit = LDBL_MANT_DIG > DBL_MANT_DIG ? 0 : 0x1p-51;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct rig rig;
        parbench_partial none = {0};
        rig_make(&rig, PARBENCH_PLUGINS "/pi.so", "exact", "auto", rows[i].n);
        parbench_verdict verdict = verdict_on(&rig, &none);
        expect(fabs(verdict.expected - rows[i].midpoint_sum) <= last_bit, "n %" PRIu64 ": %a",
               rows[i].n, verdict.expected);
        rig_free(&rig);
    }
}

static void check_tolerance(struct rig *rig, const char *what)
{
    const double pi_u = 3.14159265358979323846 * 0x1p-53;
    parbench_partial none = {0};
    double tolerance = verdict_on(rig, &none).tolerance / pi_u;
    bool plain = strstr(what, "plain") != NULL, simd = strstr(what, "simd") != NULL;
    double most = plain ? 10 + 4 * sqrt((double)rig->n) : simd ? 210 : 8;
    expect(tolerance >= 7.999 && tolerance <= most * 1.001, "%s: %g pi u", what, tolerance);
}

TEST(tolerances)
{
    for (uint64_t n = 1; n <= N_MAX; n *= 16)
        for_each(NULL, n, check_tolerance);
}

/* ---- instruction sets ----------------------------------------------------------------------- */

/* The same kernel, told that the CPU has nothing but the baseline. */
TEST(isa_that_the_cpu_lacks)
{
    for (size_t v = 0; v < COUNT(variants); v++)
        for (size_t i = 0; i < COUNT(isas); i++) {
            struct rig rig;
            int made = rig_make(&rig, PI_OLD_CPU, variants[v], isas[i], 10);
            assert_int_equal(made, i == 0 ? PARBENCH_OK : PARBENCH_UNSUPPORTED);
            if (i > 0)
                expect(strstr(rig.error.text, isas[i]) && strstr(rig.error.text, "has baseline"),
                       "%s", rig.error.text);
            rig_free(&rig);
        }
}

static void same_lanes(const char *variant)
{
    struct rig old, baseline;
    parbench_partial none = {0};
    rig_make(&old, PI_OLD_CPU, variant, "auto", 100000);
    rig_make(&baseline, PARBENCH_PLUGINS "/pi.so", variant, "baseline", 100000);
    parbench_partial got = shared(&old, 1), wanted = shared(&baseline, 1);
    assert_memory_equal(&got, &wanted, sizeof got);
    assert_true(verdict_on(&old, &none).tolerance == verdict_on(&baseline, &none).tolerance);
    rig_free(&old);
    rig_free(&baseline);
}

TEST(auto_is_what_the_cpu_has)
{
    same_lanes("compensated");
    same_lanes("simd");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_has_the_same_bits),
        cmocka_unit_test(exact_at_the_largest_n),
        cmocka_unit_test(value_of_the_integer),
        cmocka_unit_test(sums_are_within_the_tolerance),
        cmocka_unit_test(points_one_by_one),
        cmocka_unit_test(equal_terms),
        cmocka_unit_test(empty_ranges),
        cmocka_unit_test(a_point_too_few_or_too_many),
        cmocka_unit_test(expected_values),
        cmocka_unit_test(tolerances),
        cmocka_unit_test(isa_that_the_cpu_lacks),
        cmocka_unit_test(auto_is_what_the_cpu_has),
    };
    return RUN("pi", tests);
}
