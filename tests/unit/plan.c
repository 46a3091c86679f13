/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/plan.h"

#include <inttypes.h>

#include "support.h"

/* ---- experiments by hand --------------------------------------------------------------------- */

enum { most_sizes = 4, most_instances = 4 };

struct sizes {
    uint64_t items[most_sizes]; /* 0 ends */
};

struct maker {
    const char *name;
    struct sizes n;
    struct sizes workers;
    uint32_t min_workers; /* 0: 1 */
    uint32_t max_workers;
    uint64_t timeout_ns;
    const char *plugin;  /* NULL: as its name */
    const char *problem; /* the plugin's */
    const char *launcher;
    bool again;
};

struct row {
    const char *label;
    struct sizes n;
    struct sizes workers;
    const char *baseline;
    struct maker kernels[most_instances];
    struct maker backends[most_instances];
    const char *only[2];
    const char *wanted; /* keys in the order of the plan, or a part of the error */
};

static struct size_list make_sizes(struct sizes sizes)
{
    struct size_list list = {0};
    for (size_t i = 0; i < most_sizes && sizes.items[i] != 0; i++)
        size_list_add(&list, sizes.items[i]);
    return list;
}

static size_t make_instances(const struct maker *makers, struct instance *instances,
                             struct plugin_info *infos)
{
    size_t count = 0;
    for (; count < most_instances && makers[count].name != NULL; count++) {
        const struct maker *maker = &makers[count];
        infos[count] = (struct plugin_info){
            .path = "/plugins/x.so",
            .name = maker->name,
            .problem = maker->problem,
            .min_workers = maker->min_workers ? maker->min_workers : 1,
            .max_workers = maker->max_workers,
        };
        instances[count] = (struct instance){
            .name = (char *)maker->name,
            .plugin = (char *)(maker->plugin ? maker->plugin : maker->name),
            .info = &infos[count],
            .n = make_sizes(maker->n),
            .workers = make_sizes(maker->workers),
            .timeout_ns = maker->timeout_ns,
            .again = maker->again,
        };
        if (maker->launcher != NULL)
            text_list_add(&instances[count].launcher, maker->launcher);
    }
    return count;
}

struct made {
    struct experiment experiment;
    struct instance kernels[most_instances];
    struct instance backends[most_instances];
    struct plugin_info infos[2 * most_instances];
};

static void make(const struct row *row, struct made *made)
{
    *made = (struct made){.experiment = {.n = make_sizes(row->n),
                                         .workers = make_sizes(row->workers),
                                         .baseline = (char *)row->baseline,
                                         .timeout_ns = 30}};
    struct experiment *experiment = &made->experiment;
    experiment->kernels = made->kernels;
    experiment->backends = made->backends;
    experiment->kernel_count = make_instances(row->kernels, made->kernels, made->infos);
    experiment->backend_count =
        make_instances(row->backends, made->backends, made->infos + most_instances);
}

static void unmake(struct made *made)
{
    struct instance *lists[] = {made->kernels, made->backends};
    for (size_t l = 0; l < 2; l++) {
        for (size_t i = 0; i < most_instances; i++) {
            size_list_free(&lists[l][i].n);
            size_list_free(&lists[l][i].workers);
            text_list_free(&lists[l][i].launcher);
        }
    }
    size_list_free(&made->experiment.n);
    size_list_free(&made->experiment.workers);
}

static struct text_list make_only(const char *const only[2])
{
    struct text_list list = {0};
    for (size_t i = 0; i < 2 && only[i] != NULL; i++)
        text_list_add(&list, only[i]);
    return list;
}

/* The plan's keys, or the error's text; owned by the caller. So are the notes with bars between
 * them, where they are asked for. */
static char *keys_of_plan(const struct row *row, char **notes)
{
    struct made made;
    struct plan plan;
    struct error error;
    struct text_list only = make_only(row->only), keys = {0};
    make(row, &made);
    if (plan_make(&made.experiment, &only, &plan, &error) == 0)
        for (size_t i = 0; i < plan.count; i++)
            text_list_add(&keys, plan.cells[i].key);
    else
        text_list_add(&keys, error.text);
    char *joined = text_list_join(&keys, " ");
    if (notes != NULL)
        *notes = text_list_join(&plan.notes, " | ");
    text_list_free(&keys);
    text_list_free(&only);
    plan_free(&plan);
    unmake(&made);
    return joined;
}

/* ---- which cells ----------------------------------------------------------------------------- */

#define N(...) .n = {{__VA_ARGS__}}
#define WORKERS(...) .workers = {{__VA_ARGS__}}
#define SERIAL                                                                                     \
    {                                                                                              \
        .name = "serial", .max_workers = 1                                                         \
    }

TEST(cells)
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
        {"1 worker is always there",
         N(10),
         WORKERS(4),
         "serial",
         {{"pi"}},
         {SERIAL, {"t"}},
         {NULL},
         "pi/serial/10/1 pi/t/10/1 pi/t/10/4"},
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
        {"two kernels",
         N(10),
         WORKERS(1),
         NULL,
         {{"pi"}, {"e"}},
         {{"t"}},
         {NULL},
         "pi/t/10/1 e/t/10/1"},
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
        {"nothing is known of it",
         N(10),
         WORKERS(1, 9),
         NULL,
         {{"pi"}},
         {{"t", .max_workers = 1, .problem = "will not load"}},
         {NULL},
         "pi/t/10/1 pi/t/10/9"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char *keys = keys_of_plan(&rows[i], NULL);
        if (rows[i].wanted[0] == 't')
            expect_part(keys, rows[i].wanted, rows[i].label);
        else
            expect_text(keys, rows[i].wanted, rows[i].label);
        free(keys);
    }
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

/* ---- what is not there ----------------------------------------------------------------------- */

#define NO_BASELINE "no baseline and no backend called serial: the speed-up columns stay empty"

TEST(notes)
{
    static const struct row rows[] = {
        {"all is there", N(10), WORKERS(1, 2), "serial", {{"pi"}}, {SERIAL, {"t"}}, {NULL}, ""},
        {"no baseline", N(10), WORKERS(1, 2), NULL, {{"pi"}}, {{"t"}}, {NULL}, NO_BASELINE},
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
        {"nothing is known of the plugin",
         N(10),
         WORKERS(1),
         "t",
         {{"pi"}},
         {{"t", .min_workers = 4, .problem = "will not load"}},
         {NULL},
         ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char *notes, *keys = keys_of_plan(&rows[i], &notes);
        expect_text(notes, rows[i].wanted, rows[i].label);
        free(notes);
        free(keys);
    }
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
        {1000, 1000, 0, 1000000},
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
        cmocka_unit_test(cells),
        cmocka_unit_test(only),
        cmocka_unit_test(notes),
        cmocka_unit_test(many_workers_are_not_all_listed),
        cmocka_unit_test(known),
        cmocka_unit_test(timeouts),
        cmocka_unit_test(too_many_cells),
        cmocka_unit_test(twins_stay_together),
    };
    return RUN("plan", tests);
}
