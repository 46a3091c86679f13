/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/number.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>

#include "base/hash.h"
#include "support.h"

enum { untouched = 77 };

TEST(sizes)
{
    static const struct {
        const char *text;
        uint64_t value;
    } rows[] = {
        {"0", 0},
        {"1000", 1000},
        {"007", 7},
        {"1e6", 1000000},
        {"1E6", 1000000},
        {"1.5e3", 1500},
        {"2.5k", 2500},
        {"10k", 10000},
        {"10 k", 10000},
        {"3M", 3000000},
        {"2G", 2000000000},
        {"1T", 1000000000000},
        {"4Ki", 4096},
        {"4Mi", 4194304},
        {"1Gi", 1073741824},
        {"1.5Ti", 1649267441664},
        {"2^0", 1},
        {"2^20", 1048576},
        {"10^18", 1000000000000000000},
        {"2^62", UINT64_C(1) << 62},
        {"9007199254740993", 9007199254740993},
        {"9223372036854775807", INT64_MAX},
        {"8388607Ti", UINT64_C(8388607) << 40},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint64_t value = untouched;
        expect(number_parse_size(rows[i].text, &value), "%s", rows[i].text);
        expect(value == rows[i].value, "%s: %" PRIu64, rows[i].text, value);
    }
}

static void expect_no_sizes(const char *const *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t value = untouched;
        expect(!number_parse_size(rows[i], &value), "\"%s\" is %" PRIu64, rows[i], value);
        expect(value == untouched, "\"%s\" writes %" PRIu64, rows[i], value);
    }
}

TEST(no_sizes)
{
    static const char *const rows[] = {
        "",    " ",   "-1", "+1",   "k",    ".5k",   "x",    "1x",  "1K",
        "1ki", "1kk", "1e", "0x10", "0X10", "1.5",   "1e-1", "1,5", "1 0",
        "nan", "inf", "2^", "^2",   "2^-1", "2^2^2", "2^x",
    };
    expect_no_sizes(rows, COUNT(rows));
}

TEST(too_large_sizes)
{
    static const char *const rows[] = {
        "2^63",
        "1e19",
        "1e5000",
        "8388608Ti",
        "9223372036854775808",
        "18446744073709551616",
        "2^99999999999999999999",
        "99999999999999999999^1",
    };
    expect_no_sizes(rows, COUNT(rows));
}

/* Not whole, however near. */
TEST(fractions)
{
    static const char *const rows[] = {"1000000000000.5", "9007199254740991.5",
                                       "0.9999999999999Mi"};
    expect_no_sizes(rows, COUNT(rows));
}

TEST(powers_are_exact)
{
    for (uint64_t base = 2; base <= 3000; base++) {
        uint64_t power = 1;
        for (unsigned exponent = 0;; exponent++, power *= base) {
            uint64_t value = 0;
            char text[32];
            snprintf(text, sizeof text, "%" PRIu64 "^%u", base, exponent);
            expect(number_parse_size(text, &value) && value == power, "%s: %" PRIu64, text, value);
            if (power > INT64_MAX / base)
                break;
        }
    }
}

TEST(durations)
{
    static const struct {
        const char *text;
        uint64_t ns;
    } rows[] = {
        {"0s", 0},
        {"1ns", 1},
        {"50us", 50000},
        {"1.1us", 1100},
        {"0.5ms", 500000},
        {"10 ms", 10000000},
        {"1.5s", 1500000000},
        {"2m", 120000000000},
        {"1.5m", 90000000000},
        {"1h", 3600000000000},
        {"1e3s", 1000000000000},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint64_t ns = untouched;
        expect(number_parse_duration(rows[i].text, &ns), "%s", rows[i].text);
        expect(ns == rows[i].ns, "%s: %" PRIu64, rows[i].text, ns);
    }
    for (unsigned whole = 0; whole < 100; whole++) {
        for (unsigned part = 0; part < 1000; part++) {
            uint64_t ns = untouched;
            char text[32];
            snprintf(text, sizeof text, "%u.%03uus", whole, part);
            expect(number_parse_duration(text, &ns) && ns == whole * 1000 + part, "%s: %" PRIu64,
                   text, ns);
        }
    }
}

TEST(bad_durations)
{
    static const char *const rows[] = {"",     "5",      "ms",    "-1s",   "1.5ns", "5S",   "5min",
                                       "1sec", "1m 30s", "1h30m", "1e30h", "nans",  "0x1s", "1 0s"};
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint64_t ns = untouched;
        expect(!number_parse_duration(rows[i], &ns), "\"%s\" is %" PRIu64, rows[i], ns);
        expect(ns == untouched, "\"%s\" writes %" PRIu64, rows[i], ns);
    }
}

TEST(durations_written)
{
    static const struct {
        uint64_t ns;
        const char *text;
    } rows[] = {
        {0, "0ns"},
        {1, "1ns"},
        {1500, "1500ns"},
        {50000, "50us"},
        {50000000, "50ms"},
        {1500000000, "1500ms"},
        {30000000000, "30s"},
        {90000000000, "90s"},
        {120000000000, "2m"},
        {3600000000000, "1h"},
        {86400000000000, "24h"},
        {INT64_MAX, "9223372036854775807ns"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[number_size];
        uint64_t ns = untouched;
        expect_text(number_format_duration(text, rows[i].ns), rows[i].text, "duration");
        expect(number_parse_duration(text, &ns) && ns == rows[i].ns, "%s: %" PRIu64, text, ns);
    }
}

TEST(ints)
{
    static const struct {
        const char *text;
        bool good;
        int64_t value;
    } rows[] = {
        {"0", true, 0},
        {"-5", true, -5},
        {"+5", true, 5},
        {"010", true, 10},
        {"9223372036854775807", true, INT64_MAX},
        {"-9223372036854775808", true, INT64_MIN},
        {"9223372036854775808", false, untouched},
        {"-9223372036854775809", false, untouched},
        {"", false, untouched},
        {"-", false, untouched},
        {"--5", false, untouched},
        {" 5", false, untouched},
        {"5 ", false, untouched},
        {"1.5", false, untouched},
        {"1e3", false, untouched},
        {"0x10", false, untouched},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t value = untouched;
        expect(number_parse_int(rows[i].text, &value) == rows[i].good, "\"%s\"", rows[i].text);
        expect(value == rows[i].value, "\"%s\": %" PRId64, rows[i].text, value);
    }
}

TEST(reals)
{
    static const struct {
        const char *text;
        bool good;
        double value;
    } rows[] = {
        {"1", true, 1},
        {"-1.5", true, -1.5},
        {"+2", true, 2},
        {".5", true, 0.5},
        {"1e-3", true, 1e-3},
        {"1.7976931348623157e308", true, DBL_MAX},
        {"5e-324", true, 5e-324},
        {"", false, untouched},
        {".", false, untouched},
        {"-", false, untouched},
        {"x", false, untouched},
        {"1.5x", false, untouched},
        {"1,5", false, untouched},
        {" 1", false, untouched},
        {"1 ", false, untouched},
        {"--1", false, untouched},
        {"nan", false, untouched},
        {"inf", false, untouched},
        {"-inf", false, untouched},
        {"1e999", false, untouched},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        double value = untouched;
        expect(number_parse_real(rows[i].text, &value) == rows[i].good, "\"%s\"", rows[i].text);
        expect(value == rows[i].value, "\"%s\": %g", rows[i].text, value);
    }
}

TEST(bools)
{
    static const struct {
        const char *text;
        bool good;
        bool value;
    } rows[] = {
        {"yes", true, true}, {"true", true, true},   {"on", true, true},   {"1", true, true},
        {"no", true, false}, {"false", true, false}, {"off", true, false}, {"0", true, false},
        {"", false, false},  {"Yes", false, false},  {"2", false, false},  {"yes ", false, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        for (int before = 0; before < 2; before++) {
            bool value = before, wanted = rows[i].good ? rows[i].value : before;
            expect(number_parse_bool(rows[i].text, &value) == rows[i].good, "\"%s\"", rows[i].text);
            expect(value == wanted, "\"%s\"", rows[i].text);
        }
    }
}

TEST(reals_written_short)
{
    static const struct {
        double value;
        const char *text;
    } rows[] = {
        {0, "0"},        {0.1, "0.1"},
        {100, "100"},    {1e6, "1000000"},
        {1e22, "1e+22"}, {1.0 / 3, "0.3333333333333333"},
        {-2.5, "-2.5"},  {0.1 + 0.2, "0.30000000000000004"},
        {NAN, ""},       {INFINITY, ""},
        {-INFINITY, ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[number_size];
        expect_text(number_format_real(text, rows[i].value), rows[i].text, "real");
    }
}

static void round_trip(double value)
{
    char text[number_size];
    double back = strtod(number_format_real(text, value), NULL);
    expect(memcmp(&back, &value, sizeof value) == 0, "%a: %s", value, text);
}

TEST(reals_round_trip)
{
    static const double rows[] = {0.0,
                                  -0.0,
                                  DBL_MIN,
                                  -DBL_MAX,
                                  5e-324,
                                  0x1p-1030,
                                  0x1p53,
                                  0x1.0000000000001p0,
                                  4503599627370497.5};
    for (size_t i = 0; i < COUNT(rows); i++)
        round_trip(rows[i]);
    for (uint64_t i = 0; i < 100000; i++) {
        uint64_t bits = hash_mix(i);
        double value;
        memcpy(&value, &bits, sizeof value);
        if (isfinite(value))
            round_trip(value);
    }
}

TEST(times)
{
    static const struct {
        double ns;
        const char *text;
    } rows[] = {
        {0, "0.000 ns"},       {1, "1.000 ns"},       {9.9994, "9.999 ns"},  {9.9996, "10.00 ns"},
        {99.994, "99.99 ns"},  {99.996, "100.0 ns"},  {999.94, "999.9 ns"},  {999.96, "1.000 us"},
        {1234, "1.234 us"},    {1234567, "1.235 ms"}, {12.34e6, "12.34 ms"}, {999.96e3, "1.000 ms"},
        {999.96e6, "1.000 s"}, {1.5e9, "1.500 s"},    {123.4e9, "123.4 s"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[number_size];
        expect_text(number_format_time(text, rows[i].ns), rows[i].text, "time");
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes),
        cmocka_unit_test(no_sizes),
        cmocka_unit_test(too_large_sizes),
        cmocka_unit_test(fractions),
        cmocka_unit_test(powers_are_exact),
        cmocka_unit_test(durations),
        cmocka_unit_test(bad_durations),
        cmocka_unit_test(durations_written),
        cmocka_unit_test(ints),
        cmocka_unit_test(reals),
        cmocka_unit_test(bools),
        cmocka_unit_test(reals_written_short),
        cmocka_unit_test(reals_round_trip),
        cmocka_unit_test(times),
    };
    return RUN("number", tests);
}
