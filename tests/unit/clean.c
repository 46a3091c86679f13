/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/clean.h"

#include <math.h>

#include "base/flags.h"
#include "support.h"

enum { samples_of_round = 3, most_rounds = 12, lines = samples_of_round + 2 };

/* A round of a cell: its visit line's flags and three samples; a flagged one is negative. */
struct round {
    unsigned visit_flags;
    double ns[samples_of_round];
};

struct made {
    struct sample rows[most_rounds * lines];
    const struct sample *pointers[most_rounds * lines];
    struct series series;
};

static void add(struct made *made, uint32_t round, enum phase phase, double ns, unsigned flags)
{
    size_t i = made->series.count++;
    made->rows[i] = (struct sample){.round = round,
                                    .phase = phase,
                                    .batch = 2,
                                    .batch_ns = (int64_t)(2 * fabs(ns)),
                                    .flags = ns < 0 ? FLAG_RQWAIT : flags};
    made->pointers[i] = &made->rows[i];
}

static struct clean clean_of(const struct round *rounds, size_t count)
{
    struct made made = {.series = {.samples = made.pointers}};
    for (size_t r = 0; r < count; r++) {
        uint32_t round = (uint32_t)r + 1;
        add(&made, round, PHASE_FIRST, -1e9, 0); /* no sample: it matters to nobody */
        for (size_t i = 0; i < samples_of_round; i++)
            add(&made, round, PHASE_CALL, rounds[r].ns[i], 0);
        add(&made, round, PHASE_VISIT, 1e9, rounds[r].visit_flags);
    }
    return clean_make(&made.series);
}

static void check(const char *name, const struct round *rounds, size_t count, double share,
                  double time_ns)
{
    struct clean clean = clean_of(rounds, count);
    expect(fabs(clean.flagged_share - share) < 1e-12, "%s: share %g", name, clean.flagged_share);
    expect(isnan(time_ns) ? isnan(clean.time_ns) : fabs(clean.time_ns - time_ns) < 1e-9,
           "%s: time %g", name, clean.time_ns);
}

TEST(all_clean)
{
    static const struct round rounds[] = {{0, {1, 9, 2}}, {0, {3, 9, 1}}, {0, {1, 4, 9}},
                                          {0, {1, 5, 9}}, {0, {1, 6, 9}}, {0, {1, 7, 9}}};
    check("all clean", rounds, COUNT(rounds), 0, 4.5);
}

/* Flagged samples do not count in their round's median; a round without others does not count. */
TEST(some_flagged)
{
    static const struct round rounds[] = {{0, {1, -90, 2}}, {0, {3, -90, 3}},    {0, {-90, 4, -90}},
                                          {0, {1, 5, 9}},   {0, {-90, 6, -90}},  {0, {1, 7, 9}},
                                          {0, {8, 8, 8}},   {0, {-90, -90, -90}}};
    check("some flagged", rounds, COUNT(rounds), 9.0 / 24, 5);
}

/* The flags of a visit are those of its samples. */
TEST(visit_flagged)
{
    static const struct round rounds[] = {
        {FLAG_LEFTOVER, {90, 90, 90}}, {0, {1, 1, 1}}, {0, {2, 2, 2}}, {0, {3, 3, 3}},
        {FLAG_BUSY, {90, 90, 90}},     {0, {4, 4, 4}}, {0, {5, 5, 5}}, {0, {6, 6, 6}}};
    check("visit flagged", rounds, COUNT(rounds), 0.25, 3.5);
}

TEST(too_few_rounds)
{
    static const struct round rounds[] = {{0, {1, 1, 1}},        {0, {1, 1, 1}}, {0, {1, 1, 1}},
                                          {0, {-1, -1, -1}},     {0, {1, 1, 1}}, {0, {1, 1, 1}},
                                          {FLAG_FREQ, {1, 1, 1}}};
    check("five clean rounds", rounds, COUNT(rounds), 2.0 / 7, NAN);
    assert_true(isnan(clean_of(rounds, 0).flagged_share));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_clean),
        cmocka_unit_test(some_flagged),
        cmocka_unit_test(visit_flagged),
        cmocka_unit_test(too_few_rounds),
    };
    return RUN("clean", tests);
}
