/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/table.h"
#include "report/failures.h"

#include <math.h>

#include "base/flags.h"
#include "support.h"

#define LONG_NAME "a.backend.whose.name.is.longer.than.the.sixty.three.bytes.that.once.were.all"

static struct cell_summary plain(void)
{
    struct cell_summary cell = cells_nothing();
    cell.kernel = "pi";
    cell.backend = "serial";
    cell.n = 1000;
    cell.workers = 1;
    return cell;
}

static void check_table(const struct cell_summary *cells, size_t count, const char *wanted)
{
    struct text text = {0};
    table_format(cells, count, &text);
    expect_text(text.data, wanted, "table");
    text_free(&text);
}

TEST(widths)
{
    struct cell_summary cells[] = {plain(), plain()};
    cells[0].time_ns = 1234567;
    cells[0].time_lo_ns = 1e6;
    cells[0].time_hi_ns = 2e6;
    cells[0].ns_per_item = 1234.567;
    cells[0].speedup = cells[0].efficiency = 1;
    cells[0].flagged_share = 0.4;
    cells[1].backend = LONG_NAME;
    cells[1].n = 10;
    cells[1].status = STATUS_CRASHED;
    static const char wanted[] =
        "kernel     n  backend                                                                     "
        "  workers      time  95 % interval         ns/item  speedup  efficiency  flagged  status\n"
        "pi      1000  serial                                                                      "
        "        1  1.235 ms  [1.000 ms, 2.000 ms]   1234.6     1.00        1.00     40 %  ok\n"
        "pi        10  " LONG_NAME "        1"
        "                                                                         crashed\n";
    check_table(cells, COUNT(cells), wanted);
}

/* Two digits where two decimals would show none. */
TEST(small_speedups)
{
    struct cell_summary cell = plain();
    cell.speedup = 0.01023;
    cell.efficiency = 0.00512;
    struct text text = {0};
    table_format(&cell, 1, &text);
    expect_part(text.data, "    0.010      0.0051 ", "table");
    text_free(&text);
}

TEST(flags)
{
    struct cell_summary cells[] = {plain(), plain(), plain()};
    struct text text = {0};
    text_append_bytes(&text, "", 0);
    table_format_flags(cells, COUNT(cells), &text);
    expect_text(text.data, "", "no flags");
    cells[0].flags = FLAG_BUSY | FLAG_STEAL;
    cells[2].flags = FLAG_BUSY;
    table_format_flags(cells, COUNT(cells), &text);
    expect_text(
        text.data,
        "flags, and the cells with one: busy 2, steal 1 of 3 (parbench doctor: what helps)\n",
        "flags");
    text_free(&text);
}

TEST(no_cells)
{
    check_table(NULL, 0,
                "kernel  n  backend  workers  time  95 % interval  ns/item  speedup  efficiency  "
                "flagged  status\n");
}

static void check_costs(const struct cell_summary *cells, size_t count, const char *wanted)
{
    struct text text = {0};
    text_append_bytes(&text, "", 0);
    table_format_costs(cells, count, &text);
    expect_text(text.data, wanted, "costs");
    text_free(&text);
}

/* Only what exists. */
TEST(costs)
{
    struct cell_summary cells[] = {plain(), plain(), plain()};
    check_costs(cells, COUNT(cells), "");
    cells[0].start_ns = 1e6;
    cells[0].first_ns = 2e3;
    cells[0].stop_ns = 12.345;
    cells[2].backend = LONG_NAME;
    cells[2].stop_ns = 1;
    static const char wanted[] =
        "\ncosts, medians\n"
        "kernel     n  backend                                                                     "
        "  workers     start     first      stop\n"
        "pi      1000  serial                                                                      "
        "        1  1.000 ms  2.000 us  12.35 ns\n"
        "pi      1000  " LONG_NAME "        1                      1.000 ns\n";
    check_costs(cells, COUNT(cells), wanted);
    cells[0].cold_ns = 1;
    cells[0].imbalance = 0.256;
    check_costs(
        cells, 1,
        "\ncosts, medians\n"
        "kernel     n  backend  workers     start     first      cold      stop  imbalance\n"
        "pi      1000  serial         1  1.000 ms  2.000 us  1.000 ns  12.35 ns       0.26\n");
}

TEST(flagged)
{
    static const struct {
        double share;
        const char *wanted;
    } rows[] = {{NAN, "        ok"},  {0, "        ok"},      {0.004, "    1 %  ok"},
                {0.4, "   40 %  ok"}, {0.999, "   99 %  ok"}, {1, "  100 %  ok"}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct cell_summary cell = plain();
        struct text text = {0};
        cell.flagged_share = rows[i].share;
        table_format(&cell, 1, &text);
        expect_part(text.data, rows[i].wanted, rows[i].wanted);
        text_free(&text);
    }
}

/* Only a cell whose clean median lies outside of its interval is told. */
TEST(clean)
{
    static const struct {
        double clean_ns;
        bool told;
    } rows[] = {{NAN, false},  {1000, false}, {1500, false},
                {2000, false}, {990, true},   {2010, true}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct cell_summary cell = plain();
        struct text text = {0};
        text_append_bytes(&text, "", 0);
        cell.clean_ns = rows[i].clean_ns;
        table_format_clean(&cell, 1, &text);
        expect_text(text.data, "", "no interval");
        cell.time_lo_ns = 1000;
        cell.time_hi_ns = 2000;
        table_format_clean(&cell, 1, &text);
        expect((text.length > 0) == rows[i].told, "%g: %s", rows[i].clean_ns, text.data);
        if (rows[i].clean_ns > 2000)
            expect_text(text.data,
                        "clean samples alone: pi/serial/1000/1: 2.010 us, outside the interval "
                        "[1.000 us, 2.000 us]\n",
                        "told");
        text_free(&text);
    }
}

/* A cell that both clocks timed: in ns, with the half-width of either interval; NAN: none. */
static struct cell_summary timed(double own, double own_half, double outside, double outside_half)
{
    struct cell_summary cell = plain();
    cell.time_ns = own;
    cell.time_lo_ns = own - own_half;
    cell.time_hi_ns = own + own_half;
    cell.externals = 20;
    cell.external_ns = outside;
    cell.external_lo_ns = outside - outside_half;
    cell.external_hi_ns = outside + outside_half;
    return cell;
}

TEST(external)
{
    static const struct {
        double figures[4];
        const char *line;
    } rows[] = {
        {{1.5e6, 1e5, 1.55e6, 0}, ""},
        {{1.5e6, 1e5, 2.1e6, 0},
         "hyperfine disagrees: pi/serial/1000/1: 1.500 ms [1.400 ms, 1.600 ms] by parbench, "
         "2.100 ms [2.100 ms, 2.100 ms] by hyperfine\n"},
        {{1e6, 9e5, 8e6, 7e6},
         "too unsteady to tell: pi/serial/1000/1: 1.000 ms [100.0 us, 1.900 ms] by parbench, "
         "8.000 ms [1.000 ms, 15.00 ms] by hyperfine\n"},
        {{1e6, NAN, 8e6, 1}, ""},
        {{1e6, 1, NAN, NAN}, ""},
    };
    static const char *const heads[] = {
        "hyperfine agrees on 1 of 1 cell\n",
        "hyperfine agrees on 1 of 2 cells\n",
        "hyperfine agrees on 1 of 3 cells, 1 is too unsteady to tell\n",
        "hyperfine agrees on 1 of 4 cells, 1 is too unsteady to tell, 1 has no interval to "
        "compare\n",
        "hyperfine agrees on 1 of 5 cells, 1 is too unsteady to tell, 2 have no interval to "
        "compare\n",
    };
    struct cell_summary cells[COUNT(rows) + 1];
    struct text lines = {0};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct text text = {0};
        const double *f = rows[i].figures;
        cells[i] = timed(f[0], f[1], f[2], f[3]);
        cells[i + 1] = plain(); /* not timed: does not count */
        text_append(&lines, "%s", rows[i].line);
        table_format_external(cells, i + 2, &text);
        char *wanted = text_format("%s%s", heads[i], lines.data);
        expect_text(text.data, wanted, heads[i]);
        free(wanted);
        text_free(&text);
    }
    text_free(&lines);
}

TEST(external_none)
{
    struct cell_summary cell = plain();
    struct text text = {0};
    text_append_bytes(&text, "", 0);
    table_format_external(&cell, 1, &text);
    expect_text(text.data, "", "nothing was timed");
    text_free(&text);
}

TEST(details)
{
    struct cell_summary cells[] = {plain(), plain(), plain()};
    struct text text = {0};
    cells[0].status = cells[1].status = STATUS_FAILED;
    cells[0].detail = cells[1].detail = "no licence";
    table_format_details(cells, COUNT(cells), &text);
    expect_text(text.data, "pi/serial: failed: no licence\n", "details");
    text_free(&text);
}

TEST(failures)
{
    struct cell_summary cells[12];
    struct text text = {0}, wanted = {0};
    text_append_bytes(&text, "", 0);
    for (size_t i = 0; i < COUNT(cells); i++) {
        cells[i] = plain();
        cells[i].n = i;
    }
    cells[1].status = STATUS_UNAVAILABLE;
    cells[1].detail = "no device";
    failures_format(cells, COUNT(cells), false, &text);
    expect_text(text.data, "", "facts");
    failures_format(cells, COUNT(cells), true, &text);
    expect_text(text.data, "1 cell unavailable: pi/serial/1/1: no device\n", "strict");
    text_free(&text);
    static const char *const details[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "8"};
    for (size_t i = 0; i < COUNT(details); i++) {
        cells[i + 2].status = STATUS_FAILED;
        cells[i + 2].detail = details[i];
        if (i < 8)
            text_append(&wanted, "1 cell failed: pi/serial/%zu/1: %zu\n", i + 2, i);
    }
    text_append(&wanted, "and 1 more reason\n");
    failures_format(cells, COUNT(cells), false, &text);
    expect_text(text.data, wanted.data, "nine reasons");
    text_free(&text);
    failures_format(cells + 10, 2, false, &text);
    expect_text(text.data, "2 cells failed: pi/serial: 8\n", "alike");
    text_free(&text);
    text_free(&wanted);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(widths),        cmocka_unit_test(small_speedups),
        cmocka_unit_test(flags),         cmocka_unit_test(no_cells),
        cmocka_unit_test(costs),         cmocka_unit_test(flagged),
        cmocka_unit_test(clean),         cmocka_unit_test(external),
        cmocka_unit_test(external_none), cmocka_unit_test(details),
        cmocka_unit_test(failures),
    };
    return RUN("table", tests);
}
