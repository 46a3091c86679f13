/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a run ends, and what it does not even try: from made-up histories. */
#include "execute/stopping.h"

#include <math.h>

#include "execute/forecast.h"
#include "support.h"

static const struct experiment usual = {.rounds_least = 9, .rounds_most = 35, .precision = 0.02};

static void visit(struct history *history, size_t cell, uint32_t round, uint64_t time_ns)
{
    struct record record = {0};
    struct record_row *row = record_add(&record, PHASE_CALL);
    row->batch = 1;
    row->batch_ns = time_ns;
    history_add(history, cell, round, STATUS_OK, time_ns, &record);
    record_free(&record);
}

static void watch(struct history *history, uint32_t round, uint64_t time_ns)
{
    struct record record = {0};
    struct record_row *row = record_add(&record, PHASE_SENTINEL);
    row->batch = 1;
    row->batch_ns = time_ns;
    history_add_sentinel(history, round, STATUS_OK, time_ns, &record);
    record_free(&record);
}

/* One cell that is as precise as can be, on a machine that becomes slower by `slower` ns a round.
 */
static enum run_end after_nine(const struct experiment *experiment, uint64_t slower)
{
    char key[] = "sentinel";
    const struct plan plan = {.count = 1, .sentinel = {.key = key}};
    struct history history = history_make(&plan, usual.rounds_most);
    static const uint64_t calm[9] = {3, 1, 4, 1, 5, 9, 2, 6, 5};
    for (uint32_t round = 1; round <= 9; round++) {
        visit(&history, 0, round, 1000);
        watch(&history, round, 1000 + calm[round - 1] + slower * round);
    }
    enum run_end end = stopping_decide(experiment, &history, 9, 0);
    history_free(&history);
    return end;
}

/* A round in which an open cell has no visit is not complete; a closed cell is not waited for. */
TEST(complete_rounds)
{
    const struct plan plan = {.count = 2};
    struct record none = {0};
    struct history history = history_make(&plan, 9);
    assert_int_equal(history_complete(&history, 0), 0);
    visit(&history, 0, 1, 1000);
    assert_int_equal(history_complete(&history, 1), 0);
    visit(&history, 1, 1, 1000);
    visit(&history, 0, 2, 1000);
    assert_int_equal(history_due(&history, 2), 1);
    assert_int_equal(history_complete(&history, 2), 1);
    history_add(&history, 1, 2, STATUS_CRASHED, 1000, &none);
    visit(&history, 0, 3, 1000);
    assert_int_equal(history_complete(&history, 3), 3);
    history_free(&history);
}

TEST(precise_and_calm)
{
    assert_int_equal(after_nine(&usual, 0), RUN_PRECISE);
}

TEST(goes_on_while_the_machine_drifts)
{
    assert_int_equal(after_nine(&usual, 100), RUN_GOES_ON);
}

TEST(most_rounds)
{
    struct experiment nine = usual;
    nine.rounds_least = 5;
    nine.rounds_most = 9;
    assert_int_equal(after_nine(&nine, 0), RUN_PRECISE);
    assert_int_equal(after_nine(&nine, 100), RUN_MOST);
}

TEST(last_round)
{
    const struct plan plan = {.count = 2};
    struct history history = history_make(&plan, usual.rounds_most);
    assert_int_equal(history_last_round(&history), 0);
    visit(&history, 0, 1, 5);
    visit(&history, 1, 3, 5);
    assert_int_equal(history_last_round(&history), 3);
    history_free(&history);
}

/* ---- hopeless cells ------------------------------------------------------------------------- */

enum { ns_per_item = 10, start_ns = 100 };

/* Cells of one kernel, backend and worker count at n = 100, 1000 and `last_n`, the first two
 * measured. Returns the detail; NULL: the last is worth a try. */
static char *forecast_with(uint64_t last_n, uint64_t timeout_ns, bool too_long, bool measured,
                           bool reopened)
{
    static const struct instance instance;
    struct cell cells[3] = {{.n = 100}, {.n = 1000}, {.n = last_n}};
    const struct plan plan = {.cells = cells, .count = 3};
    for (size_t i = 0; i < 3; i++) {
        cells[i].kernel = cells[i].backend = &instance;
        cells[i].workers = 1;
        cells[i].timeout_ns = timeout_ns;
    }
    struct history history = history_make(&plan, 9);
    visit(&history, 0, 1, start_ns + ns_per_item * cells[0].n);
    if (too_long)
        history_add(&history, 1, 1, STATUS_TIMEOUT, timeout_ns, &(struct record){0});
    else
        visit(&history, 1, 1, start_ns + ns_per_item * cells[1].n);
    if (measured)
        visit(&history, 2, 1, 1000);
    history.cells[2].reopened = reopened;
    char *detail;
    forecast_hopeless(&plan, &history, 2, &detail);
    history_free(&history);
    return detail;
}

static char *forecast(uint64_t last_n, uint64_t timeout_ns, bool too_long)
{
    return forecast_with(last_n, timeout_ns, too_long, false, false);
}

TEST(line_through_the_times)
{
    static const double n[] = {100, 1000, 10000}, t_ns[] = {1100, 10100, 100100};
    double a, b;
    assert_true(forecast_line(n, t_ns, 3, &a, &b));
    assert_true(fabs(a - start_ns) < 1e-6 && fabs(b - ns_per_item) < 1e-9);
    assert_false(forecast_line(n, t_ns, 1, &a, &b));
}

TEST(predicted_to_exceed_its_timeout)
{
    char *detail = forecast(100000, 500000, false);
    assert_non_null(detail);
    expect_part(detail, "predicted 1.000 ms a call from 2 smaller n", "detail");
    free(detail);
    assert_null(forecast(100000, 2000000, false));
    assert_null(forecast(50, 600, false)); /* what is smaller says nothing of what is larger */
}

TEST(a_smaller_one_took_too_long)
{
    char *detail = forecast(2000, 1000000000, true);
    assert_non_null(detail);
    expect_part(detail, "n = 1000 already took more than the timeout of 1s", "detail");
    free(detail);
}

/* Further than a hundredfold a line from small n is trusted less. */
TEST(predicted_from_afar)
{
    assert_null(forecast(1000000, 5000000, false));
    char *detail = forecast(1000000, 50000, false);
    assert_non_null(detail);
    free(detail);
}

/* What was measured once is not hopeless, whatever becomes of others; nor what is to be retried. */
TEST(tried_already)
{
    for (int too_long = 0; too_long < 2; too_long++) {
        assert_null(forecast_with(2000, 1000, too_long, true, false));
        assert_null(forecast_with(2000, 1000, too_long, false, true));
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(complete_rounds),
        cmocka_unit_test(precise_and_calm),
        cmocka_unit_test(goes_on_while_the_machine_drifts),
        cmocka_unit_test(most_rounds),
        cmocka_unit_test(last_round),
        cmocka_unit_test(line_through_the_times),
        cmocka_unit_test(predicted_to_exceed_its_timeout),
        cmocka_unit_test(a_smaller_one_took_too_long),
        cmocka_unit_test(predicted_from_afar),
        cmocka_unit_test(tried_already),
    };
    return RUN("stopping", tests);
}
