/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/list.h"

#include <inttypes.h>

#include "support.h"

static const struct symbol symbols[] = {{"cores", 6}, {"cpus", 12}, {NULL, 0}};
static const uint64_t most = UINT64_C(1) << 53;

TEST(lists)
{
    static const struct {
        const char *text;
        const char *wanted;
    } rows[] = {
        {"7", "7"},
        {"1e6, 10k, 4Mi", "1000000 10000 4194304"},
        {" 3 ,1,  2 ", "3 1 2"},
        {"1..5", "1 2 3 4 5"},
        {"1 .. 3", "1 2 3"},
        {"1..17 +4", "1 5 9 13 17"},
        {"1..16 +4", "1 5 9 13"},
        {"1..17 + 4", "1 5 9 13 17"},
        {"1e3..1e9 *10", "1000 10000 100000 1000000 10000000 100000000 1000000000"},
        {"1e3..1e5*10", "1000 10000 100000"},
        {"1e3..5e4 * 10", "1000 10000"},
        {"2^10..2^20 *4", "1024 4096 16384 65536 262144 1048576"},
        {"1k..2.5k +500", "1000 1500 2000 2500"},
        {"1e+1..2e+1 +5", "10 15 20"},
        {"5..5", "5"},
        {"3..1000 *1e6", "3"},
        {"1..cores *2, cores", "1 2 4 6"},
        {"cores..cpus +3", "6 9 12"},
        {"1, 2, cores", "1 2 6"},
        {"cores, 6, 1..3, 2..4, cpus", "6 1 2 3 4 12"},
        {"9007199254740991..9007199254740992", "9007199254740991 9007199254740992"},
        {"1..9007199254740992 *2^30", "1 1073741824"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct size_list list;
        struct error error = {""};
        struct text got = {0};
        expect(size_list_parse(rows[i].text, symbols, 1, most, &list, &error) == 0, "%s: %s",
               rows[i].text, error.text);
        for (size_t k = 0; k < list.count; k++)
            text_append(&got, "%s%" PRIu64, k ? " " : "", list.items[k]);
        expect_text(got.data, rows[i].wanted, rows[i].text);
        text_free(&got);
        size_list_free(&list);
    }
}

TEST(bad_lists)
{
    static const struct {
        const char *text;
        const char *part;
    } rows[] = {
        {"", "empty"},
        {" ", "empty"},
        {",", "empty"},
        {"1,,2", "empty"},
        {"1,", "empty"},
        {"x", "\"x\" is not allowed; allowed: counts like 1000"},
        {"crores", "or cores, cpus; did you mean \"cores\"?"},
        {"Cores", "did you mean \"cores\"?"},
        {"-1", "is not allowed"},
        {"1.5", "is not allowed"},
        {"1 2", "is not allowed"},
        {"0", "0 is out of range; allowed: 1..9007199254740992"},
        {"1e16", "out of range"},
        {"1..1e16 *10", "1e16 is out of range"},
        {"0..4", "0 is out of range"},
        {"5..1", "runs from 5 down to 1"},
        {"cpus..cores", "runs from 12 down to 6"},
        {"..5", "is not allowed"},
        {"1..", "is not allowed"},
        {"1...5", "has three dots; a range has two"},
        {"1..2..3", "is not allowed"},
        {"1..8 2", "is not allowed"},
        {"1..8 *1", "step \"*1\" is not allowed"},
        {"1..8 *0", "step \"*0\""},
        {"1..8 *", "step \"*\""},
        {"1..8 +0", "step \"+0\""},
        {"1..8 +", "step \"+\""},
        {"1..8 *2 *2", "step"},
        {"1..8 *cores", "step"},
        {"1..8 *-2", "step"},
        {"1 *2", "is not allowed"},
        {"1..20000", "more than 10000 members; a range is every number unless a step follows, "
                     "as in 1..20000 *10"},
        {"1e3..1e6", "1000..1000000 *10"},
        {"1..1e6 +2", "more than 10000 members"},
        {"1..9007199254740992", "more than 10000 members"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct size_list list;
        struct error error = {""};
        expect(size_list_parse(rows[i].text, symbols, 1, most, &list, &error) == -1, "\"%s\"",
               rows[i].text);
        expect_part(error.text, rows[i].part, rows[i].text);
        expect(list.items == NULL && list.count == 0, "\"%s\"", rows[i].text);
    }
}

/* Up to the last number of all, where one step more would wrap around. */
TEST(ends)
{
    static const struct {
        const char *text;
        size_t count;
        uint64_t last;
    } rows[] = {
        {"2^62..9223372036854775807 *2", 1, UINT64_C(1) << 62},
        {"1..9223372036854775807 *2", 63, UINT64_C(1) << 62},
        {"1..9223372036854775807 +4e18", 3, 8000000000000000001},
        {"9223372036854775806..9223372036854775807", 2, INT64_MAX},
        {"1..10000", 10000, 10000},
        {"0..3", 4, 3},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct size_list list;
        struct error error = {""};
        expect(size_list_parse(rows[i].text, NULL, 0, UINT64_MAX, &list, &error) == 0, "%s: %s",
               rows[i].text, error.text);
        expect(list.count == rows[i].count && list.items[list.count - 1] == rows[i].last,
               "%s: %zu members", rows[i].text, list.count);
        size_list_free(&list);
    }
    struct size_list list;
    struct error error = {""};
    assert_int_equal(size_list_parse("0..8 *2", NULL, 0, most, &list, &error), -1);
    expect_part(error.text, "from 0", "0..8 *2");
    assert_int_equal(size_list_parse("cores", NULL, 0, most, &list, &error), -1);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists),
        cmocka_unit_test(bad_lists),
        cmocka_unit_test(ends),
    };
    return RUN("list", tests);
}
