/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of the 95 % interval where rounds are not independent, and whether drift_test says
 * so. Simulated; the figures are printed. (docs/methodology.md, 1.10) */
#include "base/drift.h"
#include "simulation.h"

/* ---- worlds --------------------------------------------------------------------------------- */

/* Noise of 1 standard deviation, on which all else is measured. */
struct world {
    const char *name;
    double trend; /* rises evenly by this much until the last of the rounds asked for */
    double step;  /* rises by this much in their middle */
    double phi;   /* correlation of neighbours */
};

enum { CALM, TREND_2, TREND_4, TREND_8, STEP_2, STEP_4, STEP_8, AR_3, AR_5, AR_7, AR_9, WORLDS };

static const struct world worlds[WORLDS] = {
    [CALM] = {"independent", 0, 0, 0},
    [TREND_2] = {"rises by 2 sd", 2, 0, 0},
    [TREND_4] = {"rises by 4 sd", 4, 0, 0},
    [TREND_8] = {"rises by 8 sd", 8, 0, 0},
    [STEP_2] = {"a step of 2 sd in the middle", 0, 2, 0},
    [STEP_4] = {"a step of 4 sd in the middle", 0, 4, 0},
    [STEP_8] = {"a step of 8 sd in the middle", 0, 8, 0},
    [AR_3] = {"neighbours correlate by 0.3", 0, 0, 0.3},
    [AR_5] = {"neighbours correlate by 0.5", 0, 0, 0.5},
    [AR_7] = {"neighbours correlate by 0.7", 0, 0, 0.7},
    [AR_9] = {"neighbours correlate by 0.9", 0, 0, 0.9},
};

/* Times near 1, lognormal with `level`; the true median is that of the undisturbed machine: 1. */
static void draw_series(gsl_rng *random, const struct world *world, double level, size_t rounds,
                        double *times)
{
    double own = sqrt(1 - world->phi * world->phi), z = gsl_ran_gaussian(random, 1);
    for (size_t r = 0; r < rounds; r++) {
        double shift = world->trend * (double)r / (double)(rounds - 1);
        if (r >= rounds / 2)
            shift += world->step;
        times[r] = exp(level * (z + shift));
        z = world->phi * z + own * gsl_ran_gaussian(random, 1);
    }
}

/* ---- what is found -------------------------------------------------------------------------- */

struct findings {
    struct share covered;
    struct share drifts;
    struct share correlated;
    struct share noticed; /* one of the two */
    struct share told;    /* noticed, of the runs that miss the truth */
    size_t rounds;
};

static void look(struct findings *findings, const double *times, size_t rounds)
{
    struct drift drift = drift_test(times, rounds);
    bool covered = covers(times, rounds, 1);
    count(&findings->covered, covered);
    count(&findings->drifts, drift.drifts);
    count(&findings->correlated, drift.correlated);
    count(&findings->noticed, drift.drifts || drift.correlated);
    if (!covered)
        count(&findings->told, drift.drifts || drift.correlated);
    findings->rounds += rounds;
}

static void print_head(const char *title)
{
    printf("\n  %s\n  %-28s  %6s  %8s  %8s  %10s  %8s  %s\n", title, "", "rounds", "covered",
           "drifts", "correlated", "noticed", "where missed");
}

static void print_findings(const char *name, const struct findings *findings)
{
    printf("  %-28s  %6.1f  %6.1f %%  %6.1f %%  %8.1f %%  %6.1f %%  %10.1f %%\n", name,
           (double)findings->rounds / trials, part(findings->covered) * 100,
           part(findings->drifts) * 100, part(findings->correlated) * 100,
           part(findings->noticed) * 100, part(findings->told) * 100);
}

/* ---- a fixed number of rounds --------------------------------------------------------------- */

static struct findings fixed(gsl_rng *random, const struct world *world, size_t rounds)
{
    struct findings findings = {0};
    double times[rounds_most];
    for (size_t i = 0; i < trials; i++) {
        draw_series(random, world, 0.02, rounds, times);
        look(&findings, times, rounds);
    }
    print_findings(world->name, &findings);
    return findings;
}

/* Least share of the runs that have to be told of, in percent, at 9, 17 and 35 rounds. With 9 a
 * test at the level of 1 % can see only what is large. */
static const struct {
    size_t world;
    double told[3];
} wanted[] = {
    {TREND_2, {8, 30, 75}}, {TREND_4, {50, 90, 99}}, {TREND_8, {95, 99, 99}},
    {STEP_2, {10, 40, 90}}, {STEP_4, {20, 90, 99}},  {STEP_8, {20, 99, 99}},
    {AR_5, {0, 15, 55}},    {AR_7, {0, 40, 85}},     {AR_9, {0, 65, 95}},
};

TEST(fixed_rounds)
{
    static const size_t rounds[3] = {9, 17, rounds_most};
    gsl_rng *random = simulation_begin(1);
    for (size_t r = 0; r < COUNT(rounds); r++) {
        struct findings found[WORLDS];
        print_head("a fixed number of rounds");
        for (size_t w = 0; w < WORLDS; w++)
            found[w] = fixed(random, &worlds[w], rounds[r]);
        /* two tests at 1 % each, and one more: what chance alone brings */
        expect(part(found[CALM].covered) >= 0.94 - slack, "the calm world");
        expect(part(found[CALM].drifts) < 0.02, "false alarms of drift");
        expect(part(found[CALM].correlated) < 0.02, "false alarms of correlation");
        for (size_t i = 0; i < COUNT(wanted); i++)
            expect(part(found[wanted[i].world].told) * 100 >= wanted[i].told[r],
                   "%s, %zu rounds: %.1f %%", worlds[wanted[i].world].name, rounds[r],
                   part(found[wanted[i].world].told) * 100);
    }
    gsl_rng_free(random);
}

/* ---- under the stopping rule ---------------------------------------------------------------- */

/* The drift goes on over 35 rounds, whenever the run ends. */
static struct findings stopped(gsl_rng *random, const struct world *world, double level)
{
    struct findings findings = {0};
    struct run run;
    for (size_t i = 0; i < trials; i++) {
        draw_series(random, world, level, rounds_most, run.times[0]);
        run_until_stopped(&usual, 1, &run);
        look(&findings, run.times[0], run.rounds);
    }
    print_findings(world->name, &findings);
    return findings;
}

TEST(stopping_rule)
{
    gsl_rng *random = simulation_begin(2);
    struct findings found[WORLDS];
    print_head("9..35 rounds, 2 %, noise of 2 %");
    for (size_t w = 0; w < WORLDS; w++)
        found[w] = stopped(random, &worlds[w], 0.02);
    gsl_rng_free(random);
    expect(part(found[CALM].covered) >= 0.94 - slack, "the calm world");
    expect(part(found[CALM].drifts) < 0.02, "false alarms of drift");
}

/* ---- what pairs are for --------------------------------------------------------------------- */

/* Two cells of one run share what slows a round down, whatever course it takes. */
TEST(ratios_hold)
{
    gsl_rng *random = simulation_begin(3);
    double common[rounds_most], a[rounds_most], b[rounds_most];
    printf("\n  ratio of two cells in the same rounds\n");
    for (size_t w = 0; w < WORLDS; w++) {
        struct share covered = {0};
        for (size_t i = 0; i < trials; i++) {
            draw_series(random, &worlds[w], 0.05, rounds_most, common);
            for (size_t r = 0; r < rounds_most; r++) {
                a[r] = common[r] * draw(random, EXPONENTIAL, 0.02);
                b[r] = common[r] * draw(random, EXPONENTIAL, 0.02);
            }
            count(&covered, covers_ratio(a, b, rounds_most, 0));
        }
        printf("  %-30s %6d  %6.1f %%\n", worlds[w].name, rounds_most, part(covered) * 100);
        expect(part(covered) >= 0.94 - slack, "%s: %.1f %%", worlds[w].name, part(covered) * 100);
    }
    gsl_rng_free(random);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(fixed_rounds),
        cmocka_unit_test(stopping_rule),
        cmocka_unit_test(ratios_hold),
    };
    return RUN("drifting", tests);
}
