/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/cpus.h"

#include "support.h"

enum { capacity = 4 };

TEST(lists)
{
    static const struct {
        const char *text;
        size_t count;
        int32_t cpus[capacity];
    } rows[] = {
        {"0", 1, {0}},       {"0,2,4", 3, {0, 2, 4}},
        {"-", 1, {-1}},      {"-,1,-", 3, {-1, 1, -1}},
        {"1023", 1, {1023}}, {"3,3,3,3", 4, {3, 3, 3, 3}},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int32_t cpus[capacity];
        size_t count;
        expect(cpus_parse_list(rows[i].text, cpus, capacity, &count), "%s", rows[i].text);
        expect(count == rows[i].count, "%s: %zu", rows[i].text, count);
        expect(memcmp(cpus, rows[i].cpus, count * sizeof *cpus) == 0, "%s", rows[i].text);
    }
}

TEST(bad_lists)
{
    static const char *const rows[] = {
        "",         ",",  "0,",  ",0",  "0,,1", "x",   "0x",
        "0-3",      "-1", "0;1", "0 1", "1024", "1e1", "99999999999999999999",
        "0,1,2,3,4"};
    for (size_t i = 0; i < COUNT(rows); i++) {
        int32_t cpus[capacity];
        size_t count;
        expect(!cpus_parse_list(rows[i], cpus, capacity, &count), "\"%s\"", rows[i]);
    }
}

TEST(sets)
{
    struct cpu_set_bits a = {{0}}, b = {{0}};
    assert_int_equal(cpus_count(&a), 0);
    a.words[0] = 5;
    b.words[0] = 6;
    b.words[cpus_most / 64 - 1] = UINT64_C(1) << 63;
    cpus_join(&a, &b);
    assert_int_equal(cpus_count(&a), 4);
    assert_int_equal(cpus_count(&b), 3);
}

TEST(usable)
{
    struct cpu_set_bits allowed = cpus_allowed();
    assert_in_range(cpus_usable(), 1, cpus_count(&allowed));
    assert_true(cpus_quota() >= 0);
}

TEST(bind)
{
    struct cpu_set_bits before = cpus_allowed();
    int32_t all[cpus_most], none[] = {-1, -1};
    size_t count = 0;
    for (int32_t cpu = 0; cpu < cpus_most; cpu++)
        if ((before.words[cpu / 64] >> cpu % 64 & 1) != 0)
            all[count++] = cpu;
    int32_t last[] = {-1, all[count - 1]};
    const struct {
        const int32_t *cpus;
        size_t given;
        size_t left;
    } rows[] = {{none, 2, count}, {last, 2, 1}, {none, 2, 1}, {all, count, count}, {all, 0, count}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        expect(cpus_bind(rows[i].cpus, rows[i].given), "row %zu", i);
        struct cpu_set_bits after = cpus_allowed();
        expect(cpus_count(&after) == rows[i].left, "row %zu: %zu CPUs", i, cpus_count(&after));
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists),  cmocka_unit_test(bad_lists), cmocka_unit_test(sets),
        cmocka_unit_test(usable), cmocka_unit_test(bind),
    };
    return RUN("cpus", tests);
}
