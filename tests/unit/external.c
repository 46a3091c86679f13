/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "execute/external.h"

#include "support.h"

#define MS 1e6
#define SECOND 1e9

/* Predicted from the time of one call; `few` 0: there is no room. */
TEST(numbers_of_calls)
{
    static const struct {
        double call_ns;
        double start_ns;
        double timeout_s;
        bool launched;
        uint64_t few;
        uint64_t many;
    } rows[] = {
        {1 * MS, 5 * MS, 30, false, 21, 221},
        {1 * MS, 400 * MS, 30, true, 21, 1021},
        {100, 5 * MS, 30, false, 200001, 2200001},
        {30 * MS, 5 * MS, 30, false, 1, 8},
        {150 * MS, 5 * MS, 30, false, 1, 3},
        {1.5 * SECOND, 5 * MS, 30, false, 1, 2},
        {1.5 * SECOND, 400 * MS, 30, true, 1, 2},
        /* four fifths of the timeout hold it all */
        {1 * MS, 0, 0.1, false, 1, 80},
        {1 * MS, 50 * MS, 0.1, false, 1, 30},
        {300 * MS, 400 * MS, 2, true, 1, 4},
        {10 * SECOND, 1 * SECOND, 30, false, 1, 2},
        {12 * SECOND, 1 * SECOND, 30, false, 0, 0},
        {1 * MS, 1 * SECOND, 1, false, 0, 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct external_cell cell = {.few = 0};
        bool chosen =
            external_choose(rows[i].call_ns, rows[i].start_ns,
                            (uint64_t)(rows[i].timeout_s * SECOND), rows[i].launched, &cell);
        expect(chosen == (rows[i].few > 0) && cell.few == rows[i].few && cell.many == rows[i].many,
               "row %zu: %llu %llu", i, (unsigned long long)cell.few,
               (unsigned long long)cell.many);
    }
}

/* A resumed run takes the numbers of calls from the lines that are there. */
TEST(remembered)
{
    struct external_cell cell = {.few = 0};
    external_remember(&cell, 2, 500);
    external_remember(&cell, 2, 20);
    external_remember(&cell, 2, 500);
    assert_true(!cell.done[0] && cell.done[1]);
    assert_int_equal(cell.few, 20);
    assert_int_equal(cell.many, 500);
    external_remember(&cell, 0, 30);
    external_remember(&cell, external_passes + 1, 30);
    assert_false(cell.done[0]);
    external_remember(&cell, 1, 20);
    assert_true(cell.done[0]);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_of_calls),
        cmocka_unit_test(remembered),
    };
    return RUN("external", tests);
}
