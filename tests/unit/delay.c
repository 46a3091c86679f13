/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kernel delay by a clock of its own, which moves a little with each look at it. */
#include <inttypes.h>
#include <time.h>

#include "measure/host.h"
#include "plugin/load.h"
#include "plugin/options.h"
#include "support.h"

enum { tick_ns = 7 };

static uint64_t clock_ns, late_at_ns, late_by_ns;

/* In the place of libc's, for the plugin too. */
int clock_gettime(clockid_t clock, struct timespec *now)
{
    (void)clock;
    clock_ns += tick_ns;
    if (late_by_ns > 0 && clock_ns >= late_at_ns) {
        clock_ns += late_by_ns;
        late_by_ns = 0;
    }
    now->tv_sec = (time_t)(clock_ns / 1000000000);
    now->tv_nsec = (long)(clock_ns % 1000000000);
    return 0;
}

struct rig {
    struct plugin plugin;
    parbench_value *values;
    void *instance;
};

static void rig_make(struct rig *rig, const char *time, uint64_t n)
{
    struct setting_list settings = {0};
    struct error error = {""};
    parbench_error failure = {""};
    expect(plugin_load(PARBENCH_PLUGINS "/delay.so", &rig->plugin, &error) == LOAD_OK, "%s",
           error.text);
    if (time != NULL)
        setting_list_set(&settings, "time", time);
    expect(options_parse(rig->plugin.options, &settings, &rig->values, &error) == 0, "%s",
           error.text);
    assert_int_equal(
        rig->plugin.kernel.create(host_services(), rig->values, n, &rig->instance, &failure),
        PARBENCH_OK);
    setting_list_free(&settings);
}

static void rig_free(struct rig *rig)
{
    rig->plugin.kernel.destroy(rig->instance);
    free(rig->values);
}

/* A range takes as long as its items, plus a few looks at the clock and not one for each item, and
 * what is late within it is made up for. */
TEST(ranges)
{
    static const struct {
        const char *time; /* NULL: the default */
        uint64_t begin, end;
        uint64_t late_at_ns, late_by_ns;
        uint64_t wanted_ns;
    } rows[] = {
        {NULL, 0, 1, 0, 0, 100000},
        {"1us", 0, 50, 0, 0, 50000},
        {"1us", 49, 50, 0, 0, 1000},
        {"1us", 7, 7, 0, 0, 0},
        {"10ns", 0, 100, 0, 0, 1000}, /* less than two looks an item */
        {"1.5s", 3, 5, 0, 0, UINT64_C(3000000000)},
        {"1us", 0, 50, 20000, 4500, 50000}, /* four items late, and in time at the end */
        {"1us", 0, 50, 45000, 9000, 54000}, /* too late to be made up for */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct rig rig;
        parbench_partial partial = {0};
        rig_make(&rig, rows[i].time, 50);
        clock_ns = 1000000000 - tick_ns;
        late_at_ns = clock_ns + rows[i].late_at_ns;
        late_by_ns = rows[i].late_by_ns;
        rig.plugin.kernel.range(rig.instance, rows[i].begin, rows[i].end, &partial);
        uint64_t took_ns = clock_ns - 1000000000;
        expect(took_ns >= rows[i].wanted_ns && took_ns < rows[i].wanted_ns + 10 * tick_ns,
               "row %zu: %" PRIu64 " ns", i, took_ns);
        rig_free(&rig);
    }
}

TEST(verdict)
{
    struct rig rig;
    rig_make(&rig, "1ns", 50);
    for (uint64_t items = 49; items <= 51; items++) {
        const parbench_partial total = {.items = items};
        parbench_verdict verdict;
        rig.plugin.kernel.check(rig.instance, &total, &verdict);
        assert_true(verdict.value == (double)items && verdict.expected == 50.0);
        assert_true(verdict.tolerance == 0.0);
    }
    assert_string_equal(rig.plugin.kernel.item, "delay");
    rig_free(&rig);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges),
        cmocka_unit_test(verdict),
    };
    return RUN("delay", tests);
}
