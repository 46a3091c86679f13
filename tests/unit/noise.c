/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is made of two readings of the machine. */
#include "measure/noise.h"

#include <unistd.h>

#include "base/flags.h"
#include "support.h"

/* The share of all CPUs that others, and the hypervisor, took within a minute; percent. */
struct row {
    double others;
    double stolen;
    unsigned flags;
};

static const struct row rows[] = {
    {0, 0, 0},   {2.5, 0, 0},          {3.5, 0, FLAG_BUSY},
    {0, 1.5, 0}, {0, 2.5, FLAG_STEAL}, {9, 9, FLAG_BUSY | FLAG_STEAL},
};

static const struct noise_machine begin = {.steal_ticks = 1000,
                                           .busy_ticks = 2000,
                                           .throttled = -1,
                                           .pressure_us = -1,
                                           .quickest_ns = 1000,
                                           .slowest_ns = 1100};

static double ticks_of_a_minute(void)
{
    return 60.0 * (double)sysconf(_SC_CLK_TCK) * (double)sysconf(_SC_NPROCESSORS_ONLN);
}

TEST(shares)
{
    static const struct noise_counters own = {.cpu_ns = 6000000000};
    double all = ticks_of_a_minute();
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct row *row = &rows[i];
        struct noise_machine end = begin;
        end.when_ns = UINT64_C(60000000000);
        end.busy_ticks += (int64_t)(6 * sysconf(_SC_CLK_TCK)) + (int64_t)(row->others / 100 * all);
        end.steal_ticks += (int64_t)(row->stolen / 100 * all);
        struct noise_ticks ticks = noise_machine_ticks(&begin, &end, &own);
        expect(ticks.all == all, "row %zu: %g", i, ticks.all);
        expect(ticks.others == (double)(int64_t)(row->others / 100 * all), "row %zu: %g", i,
               ticks.others);
        expect(ticks.stolen == (double)(int64_t)(row->stolen / 100 * all), "row %zu: %g", i,
               ticks.stolen);
        unsigned flags = noise_machine_judge(&begin, &end, &own, 0);
        expect(flags == row->flags, "row %zu: flags %x", i, flags);
    }
}

/* What is not known is neither nothing nor a disturbance. */
TEST(unknown)
{
    static const struct noise_counters known = {.cpu_ns = 0}, unknown = {.cpu_ns = -1};
    struct noise_machine end = begin, blind = begin;
    end.when_ns = blind.when_ns = 1000000000;
    end.busy_ticks += 1000000;
    blind.busy_ticks = blind.steal_ticks = -1;
    const struct {
        const struct noise_machine *end;
        const struct noise_counters *own;
        double stolen;
    } cases[] = {{&blind, &known, -1}, {&end, &unknown, 0}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct noise_ticks ticks = noise_machine_ticks(&begin, cases[i].end, cases[i].own);
        expect(ticks.others == -1 && ticks.stolen == cases[i].stolen, "row %zu: %g %g", i,
               ticks.others, ticks.stolen);
        expect(noise_machine_judge(&begin, cases[i].end, cases[i].own, 0) == 0, "row %zu", i);
    }
}

/* A tick or two in a short time are chance, whatever their share. */
TEST(few_ticks)
{
    static const struct {
        double others;
        bool busy;
    } cases[] = {{2, false}, {3, true}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct noise_ticks ticks = {.all = 10, .others = cases[i].others};
        expect(noise_is_busy(&ticks) == cases[i].busy, "%g", cases[i].others);
    }
}

/* Slower or quicker by more than 2 %, and by more than it varies at one moment. */
TEST(frequency)
{
    static const struct {
        int64_t quickest_ns, slowest_ns;
        unsigned flags;
    } cases[] = {{1000, 1100, 0},       {1110, 1300, 0}, {1130, 1300, FLAG_FREQ},
                 {800, 970, FLAG_FREQ}, {800, 990, 0},   {500, 5000, 0}};
    static const struct noise_counters own = {.cpu_ns = 0};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct noise_machine end = begin;
        end.quickest_ns = cases[i].quickest_ns;
        end.slowest_ns = cases[i].slowest_ns;
        unsigned flags = noise_machine_judge(&begin, &end, &own, 0);
        expect(flags == cases[i].flags, "row %zu: flags %x", i, flags);
    }
}

TEST(samples)
{
    static const struct {
        double seconds;
        struct noise_counters difference;
        unsigned flags;
    } cases[] = {
        {0.0005, {.nivcsw = 1}, FLAG_PREEMPTED},
        {0.07, {.nivcsw = 1}, 0},
        {0.07, {.nivcsw = 2}, FLAG_PREEMPTED},
        {3, {.nivcsw = 6}, 0},
        {3, {.nivcsw = 7}, FLAG_PREEMPTED},
        {0.1, {.rqwait_ns = 900000}, 0},
        {0.1, {.rqwait_ns = 1100000}, FLAG_RQWAIT},
        {1, {.faults = 1}, FLAG_FAULTS},
        {0.0005, {-1, -1, -1, -1}, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        unsigned flags = noise_judge(&cases[i].difference, (uint64_t)(cases[i].seconds * 1e9));
        expect(flags == cases[i].flags, "row %zu: flags %x", i, flags);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares),    cmocka_unit_test(unknown), cmocka_unit_test(few_ticks),
        cmocka_unit_test(frequency), cmocka_unit_test(samples),
    };
    return RUN("noise", tests);
}
