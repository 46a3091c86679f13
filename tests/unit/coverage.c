/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Do the 95 % intervals hold the truth, where rounds are independent? Runs are simulated with times
 * whose median is known; the figures are printed. (docs/methodology.md, 1.5, 1.6, 1.8) */
#include "simulation.h"

/* At least, at most: of what an interval of 95 % should cover. */
static const double least = 0.94, most = 0.99;

static void expect_share(const char *what, struct share share, double allowance)
{
    expect(part(share) >= least - allowance && part(share) <= most + allowance, "%s: %.1f %%", what,
           part(share) * 100);
}

/* ---- the median, under the stopping rule ---------------------------------------------------- */

struct tally {
    struct share covered;
    struct share early_covered;
    size_t rounds;
};

static void add(struct tally *to, const struct tally *from)
{
    to->covered.hits += from->covered.hits;
    to->covered.all += from->covered.all;
    to->early_covered.hits += from->early_covered.hits;
    to->early_covered.all += from->early_covered.all;
    to->rounds += from->rounds;
}

static void print_tally(const char *name, const char *level, const struct tally *tally)
{
    struct share early = {tally->early_covered.all, tally->covered.all};
    printf("  %-18s %7s  %6.1f  %7.1f %%  %5.1f %%", name, level,
           (double)tally->rounds / (double)tally->covered.all, part(tally->covered) * 100,
           part(early) * 100);
    if (early.hits > 0)
        printf("  %9.1f %%", part(tally->early_covered) * 100);
    printf("\n");
}

/* `cells` cells in each run, all of one kind. */
static struct tally simulate(gsl_rng *random, enum family family, double level, size_t cells,
                             size_t runs)
{
    struct tally tally = {0};
    struct run run;
    double truth = true_median(family, level);
    for (size_t i = 0; i < runs; i++) {
        for (size_t c = 0; c < cells; c++)
            for (size_t r = 0; r < rounds_most; r++)
                run.times[c][r] = draw(random, family, level);
        run_until_stopped(&usual, cells, &run);
        for (size_t c = 0; c < cells; c++) {
            bool covered = covers(run.times[c], run.rounds, truth);
            tally.rounds += run.rounds;
            count(&tally.covered, covered);
            if (run.early)
                count(&tally.early_covered, covered);
        }
    }
    return tally;
}

/* The noise of one kind at several levels: from always precise at the first look to never. Those
 * that stopped early are held to the mark together. Where precision is out of reach the few that
 * stop early are those whose values happened to lie close together, so each of them covers less;
 * that is printed, and it does not bring the runs of that level below the mark. */
static void simulate_family(gsl_rng *random, enum family family, size_t cells, size_t runs)
{
    static const double levels[] = {0.005, 0.01, 0.02, 0.04, 0.08};
    struct tally all = {0};
    for (size_t l = 0; l < COUNT(levels); l++) {
        struct tally tally = simulate(random, family, levels[l], cells, runs);
        char level[32];
        snprintf(level, sizeof level, "%g %%", levels[l] * 100);
        print_tally(family_names[family], level, &tally);
        expect_share(family_names[family], tally.covered, slack);
        add(&all, &tally);
    }
    print_tally(family_names[family], "all", &all);
    expect_share(family_names[family], all.covered, 0);
    expect_share("stopped early", all.early_covered, 0);
}

static void print_head(size_t cells)
{
    printf("\n  %zu cell%s a run, 9..35 rounds, 2 %%\n", cells, cells == 1 ? "" : "s");
    printf("  %-18s %7s  %6s  %9s  %7s  %9s\n", "noise", "level", "rounds", "covered", "early",
           "covered then");
}

TEST(medians_one_cell)
{
    gsl_rng *random = simulation_begin(1);
    print_head(1);
    for (enum family family = 0; family < FAMILIES; family++)
        simulate_family(random, family, 1, trials);
    gsl_rng_free(random);
}

/* As runs are: the rule waits for the widest cell, so luck in one ends nothing. */
TEST(medians_several_cells)
{
    gsl_rng *random = simulation_begin(2);
    print_head(cells_most);
    for (enum family family = 0; family < FAMILIES; family++)
        simulate_family(random, family, cells_most, trials / cells_most);
    gsl_rng_free(random);
}

/* ---- two cells, paired by round ------------------------------------------------------------- */

/* What is compared; `shaken`: each round has a spread of its own, common to both. */
struct contest {
    const char *name;
    enum family a, b;
    double level_a, level_b;
    bool shaken;
};

static void draw_round(gsl_rng *random, const struct contest *contest, double *a, double *b)
{
    double spread = contest->shaken ? exp(gsl_ran_gaussian(random, 1)) : 1;
    double common = exp(gsl_ran_gaussian(random, 0.2)); /* slows the whole round down */
    *a = common * draw(random, contest->a, spread * contest->level_a);
    *b = common * draw(random, contest->b, spread * contest->level_b);
}

/* ln of the true ratio: 0 for two equal things, else from many rounds. */
static double true_difference(gsl_rng *random, const struct contest *contest)
{
    enum { many = 200001 };
    if (contest->a == contest->b && contest->level_a >= contest->level_b &&
        contest->level_a <= contest->level_b)
        return 0;
    double *differences = xcalloc(many, sizeof *differences), a, b;
    for (size_t i = 0; i < many; i++) {
        draw_round(random, contest, &a, &b);
        differences[i] = log(a / b);
    }
    double truth = quantile_median(differences, many);
    free(differences);
    return truth;
}

/* Ends of the signed-rank interval among the sorted Walsh averages: the largest C with
 * P(T <= C - 1) <= 2.5 %, from the number of subsets of 1..n with each sum. */
static size_t signed_rank(size_t n)
{
    size_t sums = n * (n + 1) / 2, rank = 0;
    double *ways = xcalloc(sums + 1, sizeof *ways), below = 0;
    ways[0] = exp2(-(double)n);
    for (size_t i = 1; i <= n; i++)
        for (size_t sum = sums; sum >= i; sum--)
            ways[sum] += ways[sum - i];
    while ((below += ways[rank]) <= 0.025)
        rank++;
    free(ways);
    return rank;
}

/* The interval that is not used (methodology 1.6). */
static bool walsh_covers(const double *a, const double *b, size_t rounds, double truth)
{
    double averages[rounds_most * (rounds_most + 1) / 2];
    size_t used = 0, rank = signed_rank(rounds);
    for (size_t i = 0; i < rounds; i++)
        for (size_t j = 0; j <= i; j++)
            averages[used++] = (log(a[i] / b[i]) + log(a[j] / b[j])) / 2;
    quantile_median(averages, used);
    return averages[rank - 1] <= truth && truth <= averages[used - rank];
}

/* Returns what the signed-rank interval covers. */
static struct share simulate_contest(gsl_rng *random, const struct contest *contest, size_t rounds)
{
    struct share covered = {0}, walsh = {0};
    double truth = true_difference(random, contest), a[rounds_most], b[rounds_most];
    for (size_t i = 0; i < trials; i++) {
        for (size_t r = 0; r < rounds; r++)
            draw_round(random, contest, &a[r], &b[r]);
        count(&covered, covers_ratio(a, b, rounds, truth));
        count(&walsh, walsh_covers(a, b, rounds, truth));
    }
    printf("  %-42s  %6zu  %7.1f %%  %9.1f %%\n", contest->name, rounds, part(covered) * 100,
           part(walsh) * 100);
    expect_share(contest->name, covered, slack);
    return walsh;
}

TEST(pairs)
{
    static const struct contest contests[] = {
        {"equal, lognormal", LOGNORMAL, LOGNORMAL, 0.05, 0.05, false},
        {"equal, exponential tail", EXPONENTIAL, EXPONENTIAL, 0.1, 0.1, false},
        {"equal, bimodal", BIMODAL, BIMODAL, 0.2, 0.2, false},
        {"equal, rounds not alike", EXPONENTIAL, EXPONENTIAL, 0.03, 0.03, true},
        {"one noisier, exponential tail", EXPONENTIAL, EXPONENTIAL, 0.2, 0.01, false},
        {"one noisier, rounds not alike", EXPONENTIAL, EXPONENTIAL, 0.09, 0.03, true},
        {"bimodal against exponential tail", BIMODAL, EXPONENTIAL, 0.3, 0.02, false},
    };
    static const size_t rounds[] = {9, 17, rounds_most};
    gsl_rng *random = simulation_begin(3);
    double worst = 1;
    printf("\n  %-42s  %6s  %9s  %s\n", "pairs", "rounds", "covered", "signed rank");
    for (size_t c = 0; c < COUNT(contests); c++)
        for (size_t r = 0; r < COUNT(rounds); r++)
            worst = fmin(worst, part(simulate_contest(random, &contests[c], rounds[r])));
    gsl_rng_free(random);
    expect(worst < 0.9, "signed ranks cover %.1f %% at least: no reason against them", worst * 100);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(medians_one_cell),
        cmocka_unit_test(medians_several_cells),
        cmocka_unit_test(pairs),
    };
    return RUN("coverage", tests);
}
