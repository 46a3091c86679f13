/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plan_order: the order of one round. */
#include "plan/plan.h"
#include "support.h"

enum { cell_count = 40 };

static struct plan many_cells(void)
{
    struct plan plan = {xcalloc(cell_count, sizeof *plan.cells), cell_count};
    for (size_t i = 0; i < cell_count; i++)
        plan.cells[i].key = text_format("pi/threads/%zu/%zu", i / 4, i % 4 + 1);
    return plan;
}

TEST(order)
{
    struct plan plan = many_cells();
    size_t first[cell_count], again[cell_count];
    static const struct {
        uint64_t seed;
        uint32_t round;
        bool same;
    } rows[] = {{1, 0, true},  {1, 1, false}, {1, 2, false},         {2, 0, false},
                {0, 1, false}, {0, 0, false}, {UINT64_MAX, 0, false}};
    plan_order(&plan, 1, 0, first);
    for (size_t i = 0; i < COUNT(rows); i++) {
        bool seen[cell_count] = {false};
        plan_order(&plan, rows[i].seed, rows[i].round, again);
        expect((memcmp(first, again, sizeof first) == 0) == rows[i].same, "row %zu", i);
        for (size_t k = 0; k < cell_count; k++) {
            expect(again[k] < cell_count && !seen[again[k]], "row %zu: no permutation", i);
            seen[again[k]] = true;
        }
    }
    plan_free(&plan);
}

/* Over many rounds each cell is about as often in the first half as in the second. */
TEST(order_is_shuffled)
{
    enum { rounds = 1000 };
    struct plan plan = many_cells();
    unsigned early[cell_count] = {0};
    for (uint32_t round = 0; round < rounds; round++) {
        size_t order[cell_count];
        plan_order(&plan, 1, round, order);
        for (size_t k = 0; k < cell_count / 2; k++)
            early[order[k]]++;
    }
    for (size_t i = 0; i < cell_count; i++) /* 500 +- 6 standard deviations */
        expect(early[i] > 405 && early[i] < 595, "cell %zu: %u", i, early[i]);
    plan_free(&plan);
}

TEST(a_removed_cell_moves_no_other)
{
    struct plan plan = many_cells(), fewer = {xcalloc(cell_count, sizeof *fewer.cells), 0};
    size_t order[cell_count], shorter[cell_count];
    plan_order(&plan, 7, 3, order);
    for (size_t removed = 0; removed < cell_count; removed++) {
        fewer.count = 0;
        for (size_t i = 0; i < cell_count; i++)
            if (i != removed)
                fewer.cells[fewer.count++] = plan.cells[i];
        plan_order(&fewer, 7, 3, shorter);
        for (size_t k = 0, s = 0; k < cell_count; k++)
            if (order[k] != removed)
                expect(strcmp(plan.cells[order[k]].key, fewer.cells[shorter[s++]].key) == 0,
                       "without cell %zu", removed);
    }
    free(fewer.cells);
    plan_free(&plan);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(order),
        cmocka_unit_test(order_is_shuffled),
        cmocka_unit_test(a_removed_cell_moves_no_other),
    };
    return RUN("order", tests);
}
