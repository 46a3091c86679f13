/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan_support.h"

/* ---- which cells ----------------------------------------------------------------------------- */

static void check_keys(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char *keys = keys_of_plan(&rows[i], NULL);
        expect_text(keys, rows[i].wanted, rows[i].label);
        free(keys);
    }
}

TEST(order_of_cells)
{
    static const struct row rows[] = {
        {"plain",
         N(10),
         WORKERS(1, 2),
         "serial",
         {{"pi"}},
         {SERIAL, {"t"}},
         {NULL},
         "pi/serial/10/1 pi/t/10/1 pi/t/10/2"},
        {"sorted",
         N(20, 10),
         WORKERS(4, 2),
         NULL,
         {{"pi"}},
         {{"t"}},
         {NULL},
         "pi/t/10/1 pi/t/10/2 pi/t/10/4 pi/t/20/1 pi/t/20/2 pi/t/20/4"},
        {"two kernels",
         N(10),
         WORKERS(1),
         NULL,
         {{"pi"}, {"e"}},
         {{"t"}},
         {NULL},
         "pi/t/10/1 e/t/10/1"},
        {"1 worker is always there",
         N(10),
         WORKERS(4),
         "serial",
         {{"pi"}},
         {SERIAL, {"t"}},
         {NULL},
         "pi/serial/10/1 pi/t/10/1 pi/t/10/4"},
    };
    check_keys(rows, COUNT(rows));
}

TEST(limits_of_backends)
{
    static const struct row rows[] = {
        {"at least 2",
         N(10),
         WORKERS(1, 2, 4),
         NULL,
         {{"pi"}},
         {{"t", .min_workers = 2}},
         {NULL},
         "pi/t/10/2 pi/t/10/4"},
        {"2 to 3",
         N(10),
         WORKERS(1, 2, 3, 4),
         NULL,
         {{"pi"}},
         {{"t", .min_workers = 2, .max_workers = 3}},
         {NULL},
         "pi/t/10/2 pi/t/10/3"},
        {"none is left",
         N(10),
         WORKERS(1, 2),
         NULL,
         {{"pi"}},
         {{"t", .min_workers = 3}},
         {NULL},
         "there is no cell: backend t: allows 3.. workers, none of 1, 2: no cells"},
        {"nothing is known of it",
         N(10),
         WORKERS(1, 9),
         NULL,
         {{"pi"}},
         {{"t", .max_workers = 1, .problem = "will not load"}},
         {NULL},
         "pi/t/10/1 pi/t/10/9"},
    };
    check_keys(rows, COUNT(rows));
}

TEST(sections_and_baseline)
{
    static const struct row rows[] = {
        {"the backend's workers",
         N(10),
         WORKERS(2),
         NULL,
         {{"pi", WORKERS(3)}},
         {{"t", WORKERS(4)}, {"u"}},
         {NULL},
         "pi/t/10/1 pi/t/10/4 pi/u/10/1 pi/u/10/3"},
        {"the backend's n, where the baseline runs too",
         N(10),
         WORKERS(2),
         "base",
         {{"pi", N(20)}},
         {{"base"}, {"t", N(30)}},
         {NULL},
         "pi/base/20/1 pi/base/20/2 pi/base/30/1 pi/t/30/1 pi/t/30/2"},
        {"a baseline that cannot",
         N(10),
         WORKERS(2),
         "t",
         {{"pi"}},
         {{"t", .min_workers = 2}, {"u"}},
         {NULL},
         "pi/t/10/2 pi/u/10/1 pi/u/10/2"},
    };
    check_keys(rows, COUNT(rows));
}

TEST(only)
{
    static const struct {
        const char *only[2];
        const char *wanted;
    } rows[] = {
        {{"pi/t/10/2"}, "pi/serial/10/1 pi/t/10/1 pi/t/10/2"},
        {{"pi/t/10/1"}, "pi/serial/10/1 pi/t/10/1"},
        {{"pi/serial/*"}, "pi/serial/10/1 pi/serial/20/1"},
        {{"pi/*/20/2"}, "pi/serial/20/1 pi/t/20/1 pi/t/20/2 pi/u/20/1 pi/u/20/2"},
        {{"*/t/10/2", "*/u/20/[12]"},
         "pi/serial/10/1 pi/t/10/1 pi/t/10/2 pi/serial/20/1 pi/u/20/1 pi/u/20/2"},
        {{"*/t/30/2"},
         "--only */t/30/2 matches none of the 10 cells; they are written like pi/serial/10/1"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct row row = {"",
                          N(10, 20),
                          WORKERS(1, 2),
                          "serial",
                          {{"pi"}},
                          {SERIAL, {"t"}, {"u"}},
                          {rows[i].only[0], rows[i].only[1]},
                          ""};
        char *keys = keys_of_plan(&row, NULL);
        expect_text(keys, rows[i].wanted, rows[i].only[0]);
        free(keys);
    }
}

/* With either of them, and the baseline with its own. */
TEST(twins_stay_together)
{
    static const struct {
        const char *only; /* NULL: all */
        const char *wanted;
    } rows[] = {
        {NULL, "pi/serial/10/1 pi/serial.again/10/1 "
               "pi/t/10/1 pi/t/10/2 pi/t.again/10/1 pi/t.again/10/2 "
               "pi/serial/20/1 pi/serial.again/20/1"},
        {"pi/t/10/2", "pi/serial/10/1 pi/serial.again/10/1 "
                      "pi/t/10/1 pi/t/10/2 pi/t.again/10/1 pi/t.again/10/2"},
        {"pi/t.again/10/1", "pi/serial/10/1 pi/serial.again/10/1 pi/t/10/1 pi/t.again/10/1"},
        {"*/serial.again/20/*", "pi/serial/20/1 pi/serial.again/20/1"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct row row = {"",
                          N(10),
                          WORKERS(1, 2),
                          "serial",
                          {{"pi"}},
                          {{"serial", N(20), .max_workers = 1},
                           {"serial.again", N(20), .max_workers = 1, .again = true},
                           {"t"},
                           {"t.again", .again = true}},
                          {rows[i].only},
                          ""};
        char *keys = keys_of_plan(&row, NULL);
        expect_text(keys, rows[i].wanted, rows[i].only ? rows[i].only : "all");
        free(keys);
    }
}

/* ---- what is known of them ------------------------------------------------------------------- */

TEST(known)
{
    static const struct {
        struct maker kernel;
        struct maker backend;
        enum status status;
        const char *detail; /* a part; NULL: none */
    } rows[] = {
        {{"pi"}, {"t"}, STATUS_OK, NULL},
        {{"pi"}, {"t", .problem = "bad ELF"}, STATUS_FAILED, "bad ELF"},
        {{"pi", .problem = "bad kernel"}, {"t", .problem = "bad ELF"}, STATUS_FAILED, "bad kernel"},
        {{"pi"}, {"t", .plugin = "u"}, STATUS_FAILED, "calls itself \"t\", not \"u\""},
        {{"pi"}, {"t", .plugin = "./u.so"}, STATUS_OK, NULL},
        {{"pi"},
         {"t", .launcher = "no-such-launcher"},
         STATUS_UNAVAILABLE,
         "\"no-such-launcher\" is not installed"},
        {{"pi"}, {"t", .launcher = "/bin/sh"}, STATUS_OK, NULL},
        {{"pi"}, {"t", .launcher = "{directory}/../bin/sh"}, STATUS_OK, NULL},
        {{"pi"},
         {"t", .launcher = "{directory}/{n}-{workers}"},
         STATUS_UNAVAILABLE,
         "\"/tmp/10-1\" is not installed"},
        {{"pi"}, {"t", .launcher = "nope", .problem = "bad ELF"}, STATUS_FAILED, "bad ELF"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct row row = {.n = {{10}}, .workers = {{1}}};
        struct text_list all = {0};
        struct made made;
        struct plan plan;
        struct error error;
        row.kernels[0] = rows[i].kernel;
        row.backends[0] = rows[i].backend;
        make(&row, &made);
        assert_int_equal(plan_make(&made.experiment, &all, &plan, &error), 0);
        const char *detail = plan.cells[0].known_detail ? plan.cells[0].known_detail : "none";
        expect(plan.cells[0].known == rows[i].status, "row %zu: %s, %s", i,
               status_name(plan.cells[0].known), detail);
        expect_part(detail, rows[i].detail ? rows[i].detail : "none", "detail");
        plan_free(&plan);
        unmake(&made);
    }
}

TEST(timeouts)
{
    static const struct {
        uint64_t kernel_ns;
        uint64_t backend_ns;
        uint64_t wanted_ns;
    } rows[] = {{0, 0, 30}, {20, 0, 20}, {0, 10, 10}, {20, 10, 10}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct row row = {.n = {{10}},
                                .workers = {{1}},
                                .kernels = {{"pi", .timeout_ns = rows[i].kernel_ns}},
                                .backends = {{"t", .timeout_ns = rows[i].backend_ns}}};
        struct text_list all = {0};
        struct made made;
        struct plan plan;
        struct error error;
        make(&row, &made);
        assert_int_equal(plan_make(&made.experiment, &all, &plan, &error), 0);
        expect(plan.cells[0].timeout_ns == rows[i].wanted_ns, "row %zu", i);
        plan_free(&plan);
        unmake(&made);
    }
}

/* 1..count */
static struct size_list count_up(uint64_t count)
{
    struct size_list list = {xcalloc(count, sizeof *list.items), count};
    for (uint64_t i = 0; i < count; i++)
        list.items[i] = i + 1;
    return list;
}

/* The lists multiply to what cannot be measured: cells count, not what the lists promise. */
TEST(too_many_cells)
{
    static const struct {
        uint64_t n;
        uint64_t workers;
        uint32_t max_workers;
        size_t cells; /* 0: refused */
    } rows[] = {
        {1000, 1001, 0, 0},
        {1001, 1000, 1, 1001},
    };
    static const struct text_list all;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct row row = {"", .kernels = {{"pi"}},
                          .backends = {{"t", .max_workers = rows[i].max_workers}}};
        struct made made;
        struct plan plan;
        struct error error = {""};
        make(&row, &made);
        made.experiment.n = count_up(rows[i].n);
        made.experiment.workers = count_up(rows[i].workers);
        int result = plan_make(&made.experiment, &all, &plan, &error);
        expect((result == 0) == (rows[i].cells > 0), "row %zu: %s", i, error.text);
        expect(plan.count == rows[i].cells, "row %zu: %zu cells", i, plan.count);
        if (result != 0) {
            char *lists = text_format("%" PRIu64 ": kernels (1) x backends (1) x n (%" PRIu64
                                      ") x workers (%" PRIu64 "); allowed: 1000000",
                                      rows[i].n * rows[i].workers, rows[i].n, rows[i].workers);
            expect_part(error.text, lists, "lists");
            free(lists);
        }
        plan_free(&plan);
        unmake(&made);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_of_cells),
        cmocka_unit_test(limits_of_backends),
        cmocka_unit_test(sections_and_baseline),
        cmocka_unit_test(only),
        cmocka_unit_test(twins_stay_together),
        cmocka_unit_test(known),
        cmocka_unit_test(timeouts),
        cmocka_unit_test(too_many_cells),
    };
    return RUN("plan", tests);
}
