/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many workers ran, and where: one host, several, and more than there is room for. */
#include "analysis/ran.h"

#include "support.h"

enum { most_rows = 64 };

struct worker {
    uint32_t round;
    const char *host;
    int32_t cpu; /* negative: had no work */
};

static void check(const struct worker *workers, size_t count, uint64_t ran, const char *ran_on)
{
    struct sample rows[most_rows];
    const struct sample *pointers[most_rows];
    struct series series = {.samples = pointers, .count = count};
    struct cell_summary cell = cells_nothing();
    for (size_t i = 0; i < count; i++) {
        rows[i] = (struct sample){.round = workers[i].round,
                                  .phase = PHASE_WORKER,
                                  .host = workers[i].host,
                                  .cpu = workers[i].cpu};
        pointers[i] = &rows[i];
    }
    ran_find(&series, &cell);
    assert_int_equal(cell.ran, ran);
    expect_text(cell.ran_on, ran_on, ran_on);
}

TEST(nobody)
{
    static const struct worker idle[] = {{1, "a", -1}, {2, "a", -1}};
    check(idle, 0, 0, "");
    check(idle, COUNT(idle), 0, "");
}

TEST(one_host)
{
    static const struct worker workers[] = {{1, "a", 0}, {1, "a", 1},  {1, "a", 3}, {2, "a", 1},
                                            {2, "a", 2}, {2, "a", -1}, {2, "a", 7}};
    check(workers, COUNT(workers), 3, "0-3,7");
    check(workers, 3, 3, "0-1,3");
}

/* Equal numbers on other hosts are other CPUs. */
TEST(several_hosts)
{
    static const struct worker workers[] = {{1, "node1", 0}, {1, "node2", 0}, {1, "node1", 1},
                                            {2, "node2", 5}, {2, "node1", 0}, {2, "node2", 0}};
    check(workers, COUNT(workers), 3, "node1:0-1 node2:0,5");
}

TEST(as_much_as_there_is_room_for)
{
    static const struct worker hosts[] = {{1, "a-rather-long-name.example", 0},
                                          {1, "b-rather-long-name.example", 2},
                                          {1, "b-rather-long-name.example", 4},
                                          {1, "c-rather-long-name.example", 1}};
    static const struct worker host[] = {
        {1, "a-name-without-any-place-at-which-it-might-be-cut-into-two-parts", 0}, {1, "b", 0}};
    check(hosts, COUNT(hosts), 4,
          "a-rather-long-name.example:0 b-rather-long-name.example:2,4 ...");
    check(host, COUNT(host), 2, "...");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody),
        cmocka_unit_test(one_host),
        cmocka_unit_test(several_hosts),
        cmocka_unit_test(as_much_as_there_is_room_for),
    };
    return RUN("ran", tests);
}
