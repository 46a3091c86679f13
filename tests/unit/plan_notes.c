/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is not in a plan, and why. */
#include "plan_support.h"

#define NO_BASELINE "no baseline and no backend called serial: the speed-up columns stay empty"

static void check_notes(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char *notes, *keys = keys_of_plan(&rows[i], &notes);
        expect_text(notes, rows[i].wanted, rows[i].label);
        free(notes);
        free(keys);
    }
}

TEST(backends_without_cells)
{
    static const struct row rows[] = {
        {"all is there", N(10), WORKERS(1, 2), "serial", {{"pi"}}, {SERIAL, {"t"}}, {NULL}, ""},
        {"some workers are refused",
         N(10),
         WORKERS(1, 2, 4),
         "serial",
         {{"pi"}},
         {SERIAL, {"t", .min_workers = 2, .max_workers = 3}},
         {NULL},
         ""},
        {"all workers are refused, told once for both kernels",
         N(10),
         WORKERS(1, 2),
         "serial",
         {{"pi"}, {"e"}},
         {SERIAL, {"t", .min_workers = 4}},
         {NULL},
         "backend t: allows 4.. workers, none of 1, 2: no cells"},
        {"its own workers are refused, and above",
         N(10),
         WORKERS(4),
         "serial",
         {{"pi"}},
         {SERIAL, {"t", .n = {{20}}, WORKERS(2, 9), .min_workers = 4, .max_workers = 8}},
         {NULL},
         "backend t: allows 4..8 workers, none of 2, 9: no cells"},
        {"the workers of one kernel are refused",
         N(10),
         WORKERS(4),
         "serial",
         {{"pi", WORKERS(2)}, {"e"}},
         {SERIAL, {"t", .min_workers = 4}},
         {NULL},
         "kernel pi, backend t: allows 4.. workers, none of 2: no cells"},
        {"nothing is known of the plugin",
         N(10),
         WORKERS(1),
         "t",
         {{"pi"}},
         {{"t", .min_workers = 4, .problem = "will not load"}},
         {NULL},
         ""},
    };
    check_notes(rows, COUNT(rows));
}

TEST(baselines_without_use)
{
    static const struct row rows[] = {
        {"no baseline", N(10), WORKERS(1, 2), NULL, {{"pi"}}, {{"t"}}, {NULL}, NO_BASELINE},
        {"the baseline cannot run with 1 worker",
         N(10),
         WORKERS(1, 4),
         "t",
         {{"pi"}},
         {{"t", .min_workers = 4}},
         {NULL},
         "baseline t needs at least 4 workers: the speed-up columns stay empty"},
        {"the baseline cannot run at all",
         N(10),
         WORKERS(1),
         "t",
         {{"pi"}},
         {{"t", .min_workers = 4}, {"u"}},
         {NULL},
         "backend t: allows 4.. workers, none of 1: no cells | baseline t needs at least 4 "
         "workers: "
         "the speed-up columns stay empty"},
    };
    check_notes(rows, COUNT(rows));
}

TEST(many_workers_are_not_all_listed)
{
    struct row row = {"",       N(10),    .workers = {{1}},
                      "serial", {{"pi"}}, {SERIAL, {"t", .min_workers = 99}}};
    struct made made;
    struct plan plan;
    struct error error;
    struct text_list all = {0};
    make(&row, &made);
    for (uint64_t workers = 2; workers < 20; workers++)
        size_list_add(&made.experiment.workers, workers);
    assert_int_equal(plan_make(&made.experiment, &all, &plan, &error), 0);
    assert_int_equal(plan.notes.count, 1);
    expect_part(plan.notes.items[0], "none of 1, 2, 3, 4, 5, 6, 7, 8, ...: no cells", "note");
    plan_free(&plan);
    unmake(&made);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(backends_without_cells),
        cmocka_unit_test(baselines_without_use),
        cmocka_unit_test(many_workers_are_not_all_listed),
    };
    return RUN("plan_notes", tests);
}
