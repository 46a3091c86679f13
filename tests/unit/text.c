/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include <jansson.h>

#include "base/hash.h"
#include "support.h"

TEST(nearest)
{
    static const char *const candidates[] = {"plugin", "workers", "timeout", "spawn", "n", "pin"};
    static const char long_word[] =
        "a-word-of-sixty-four-bytes-is-longer-than-what-is-ever-compared-";
    static const struct {
        const char *word;
        const char *wanted;
    } rows[] = {
        {"plugn", "plugin"},
        {"wokrers", "workers"},
        {"WORKERS", "workers"},
        {"spwan", "spawn"},
        {"timeuot", "timeout"},
        {"pinn", "pin"},
        {"pun", "pin"},
        {"spawn", "spawn"},
        {"worker", "workers"},
        {"xyzzy", NULL},
        {"m", NULL},
        {"", NULL},
        {"overrun", NULL},
        {long_word, NULL},
    };
    assert_int_equal(strlen(long_word), 64);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *got = text_nearest(rows[i].word, candidates, COUNT(candidates));
        expect_text(got ? got : "none", rows[i].wanted ? rows[i].wanted : "none", rows[i].word);
    }
    assert_null(text_nearest("pin", NULL, 0));
}

TEST(words)
{
    static const struct {
        const char *text;
        size_t count;
        const char *joined; /* by '|' */
    } rows[] = {
        {"", 0, ""},
        {" \t ", 0, ""},
        {"mpirun -n {workers}", 3, "mpirun|-n|{workers}"},
        {"  a\tb  ", 2, "a|b"},
        {"a 'b  c' d", 3, "a|b  c|d"},
        {"\"b  'c'\" d", 2, "b  'c'|d"},
        {"''", 1, ""},
        {"a '' b", 3, "a||b"},
        {"a\"b\"'c'd", 1, "abcd"},
        {"a\\ b", 1, "a b"},
        {"\"say \\\"x\\\"\"", 1, "say \"x\""},
        {"'a\\b'", 1, "a\\b"},
        {"a\\\\b", 1, "a\\b"},
        {"tail\\", 1, "tail\\"},
        {"$HOME `x` *", 3, "$HOME|`x`|*"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct text_list list = {0};
        struct error error;
        expect(text_split_words(rows[i].text, &list, &error) == 0, "%s", rows[i].text);
        char *joined = text_list_join(&list, "|");
        expect_text(joined, rows[i].joined, rows[i].text);
        expect(list.count == rows[i].count, "%s: %zu words", rows[i].text, list.count);
        expect(list.count == 0 || list.items[list.count] == NULL, "%s: no argv", rows[i].text);
        free(joined);
        text_list_free(&list);
    }
}

TEST(open_quotes)
{
    static const struct {
        const char *text;
        const char *part;
    } rows[] = {{"'a", "(')"}, {"\"a", "(\")"}, {"a 'b \"c\"", "(')"}, {"\"a\\\"", "(\")"}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct text_list list = {0};
        struct error error = {""};
        expect(text_split_words(rows[i].text, &list, &error) == -1, "%s", rows[i].text);
        expect_part(error.text, rows[i].part, rows[i].text);
        text_list_free(&list);
    }
}

TEST(commas)
{
    static const struct {
        const char *text;
        size_t count;
        const char *joined;
    } rows[] = {{"", 1, ""},           {"a", 1, "a"},  {"a,b", 2, "a|b"}, {" a b , c ", 2, "a b|c"},
                {"a,,b,", 4, "a||b|"}, {" , ", 2, "|"}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct text_list list = {0};
        text_split_commas(rows[i].text, &list);
        char *joined = text_list_join(&list, "|");
        expect_text(joined, rows[i].joined, rows[i].text);
        expect(list.count == rows[i].count, "%s: %zu members", rows[i].text, list.count);
        free(joined);
        text_list_free(&list);
    }
}

struct line_row {
    const char *from;
    size_t size;
    const char *wanted;
};

static void check_lines(const struct line_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char to[32];
        memset(to, '#', sizeof to);
        text_one_line(to, rows[i].size, rows[i].from);
        char *row = text_format("row %zu", i);
        expect_text(to, rows[i].wanted, row);
        expect(to[rows[i].size] == '#', "%s writes too far", row);
        free(row);
    }
}

TEST(one_line_has_no_controls)
{
    static const struct line_row rows[] = {
        {"", 9, ""},
        {"plain", 9, "plain"},
        {"a\nb\tc\r\nd", 9, "a b c d"},
        {"  a   b  ", 9, "a b"},
        {"\n\n", 9, ""},
        {"\033[31mred\033[0m", 20, "[31mred [0m"},
        {"a\177b\001c", 9, "a b c"},
        {"a\xC2\x85"
         "b\xC2\x9F"
         "c",
         9, "a b c"}, /* C1 controls */
    };
    check_lines(rows, COUNT(rows));
}

TEST(one_line_is_utf8)
{
    static const struct line_row rows[] = {
        {"\xC2\xA0x", 9, "\xC2\xA0x"}, /* the first that is none */
        {"caf\xC3\xA9", 9, "caf\xC3\xA9"},
        {"\xF0\x9F\x98\x80", 9, "\xF0\x9F\x98\x80"},
        {"a\xFF"
         "b",
         9, "a?b"},
        {"\x80\xBF", 9, "??"},
        {"\xC3", 9, "?"},
        {"\xE2\x82", 9, "??"},
        {"\xE2\x28\xA1", 9, "?(?"},
        {"\xC0\xAF", 9, "??"},           /* overlong */
        {"\xE0\x80\x80", 9, "???"},      /* overlong */
        {"\xF0\x8F\xBF\xBF", 9, "????"}, /* overlong */
        {"\xED\xA0\x80", 9, "???"},      /* surrogate */
        {"\xF4\x90\x80\x80", 9, "????"}, /* behind U+10FFFF */
    };
    check_lines(rows, COUNT(rows));
}

/* Never in the middle of a character. */
TEST(one_line_is_cut_to_its_size)
{
    static const struct line_row rows[] = {
        {"abc", 4, "abc"},
        {"abc", 3, "ab"},
        {"abc", 1, ""},
        {"ab cd", 4, "ab"},
        {"\xE2\x82\xAC", 4, "\xE2\x82\xAC"},
        {"\xE2\x82\xAC", 3, ""},
        {"a\xE2\x82\xAC"
         "b",
         4, "a"},
        {"a\xC3\xA9", 3, "a"},
    };
    check_lines(rows, COUNT(rows));
}

/* Of any bytes: UTF-8 (jansson refuses what is not), no control characters, short enough, and
 * nothing left to do. */
TEST(one_line_of_anything)
{
    for (uint64_t i = 0; i < 20000; i++) {
        char from[33] = "", to[24], again[24];
        for (unsigned byte = 0; byte < 32; byte += 8) {
            uint64_t random = hash_mix(8 * i + byte);
            memcpy(from + byte, &random, 8);
        }
        size_t size = 1 + i % sizeof to;
        text_one_line(to, size, from);
        text_one_line(again, sizeof again, to);
        json_t *string = json_string(to);
        bool good = string != NULL && strlen(to) < size && strcmp(to, again) == 0;
        for (const char *c = to; *c != '\0'; c++)
            good = good && ((unsigned char)*c >= ' ' && *c != 0x7F);
        json_decref(string);
        expect(good, "text %u: \"%s\"", (unsigned)i, to);
    }
}

TEST(names)
{
    static const char *const good[] = {"a", "Z9", "pi", "threads.once", "a-b_c.9"};
    static const char *const bad[] = {"",    "1a",  ".a",  "-a",        "_a",
                                      "a b", "a/b", "a,b", "a\xC3\xA9", "\xC3\xA9"};
    for (size_t i = 0; i < COUNT(good); i++)
        expect(text_is_name(good[i]), "%s", good[i]);
    for (size_t i = 0; i < COUNT(bad); i++)
        expect(!text_is_name(bad[i]), "%s", bad[i]);
}

TEST(replace)
{
    static const struct {
        const char *text;
        const char *wanted;
    } rows[] = {{"", ""},     {"-n", "-n"},        {"{n}", "<{n}>"}, {"a{n}b{n}", "a<{n}>b<{n}>"},
                {"{n", "{n"}, {"{{n}}", "{<{n}>}"}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        char *got = text_replace(rows[i].text, "{n}", "<{n}>");
        expect_text(got, rows[i].wanted, rows[i].text);
        free(got);
    }
}

TEST(clean)
{
    static const struct {
        const char *text;
        const char *wanted;
    } rows[] = {
        {"", ""},
        {"\n", ""},
        {"a\n\tb\033[1mc", "a b [1mc"},
        {"\xC3\xA9\xFF\xC2\x9B!", "\xC3\xA9? !"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char *got = text_clean(rows[i].text);
        expect_text(got, rows[i].wanted, rows[i].text);
        free(got);
    }
    char longer[5001] = "";
    memset(longer, 'x', 5000);
    char *got = text_clean(longer);
    assert_string_equal(got, longer);
    free(got);
}

TEST(growing)
{
    struct text text = {0};
    char *wanted = xcalloc(1, 5001);
    for (int i = 0; i < 1000; i++) {
        text_append(&text, "%s%d", i % 2 ? "ab" : "", i % 10);
        strcat(wanted, i % 2 ? "ab" : "");
        size_t length = strlen(wanted);
        wanted[length] = (char)('0' + i % 10);
    }
    text_append_bytes(&text, "x\0y", 3);
    assert_string_equal(text.data + strlen(wanted), "x");
    assert_memory_equal(text.data, wanted, strlen(wanted));
    assert_int_equal(text.length, strlen(wanted) + 3);
    text_free(&text);
    assert_null(text.data);
    free(wanted);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest),
        cmocka_unit_test(words),
        cmocka_unit_test(open_quotes),
        cmocka_unit_test(commas),
        cmocka_unit_test(one_line_of_anything),
        cmocka_unit_test(clean),
        cmocka_unit_test(names),
        cmocka_unit_test(replace),
        cmocka_unit_test(growing),
        cmocka_unit_test(one_line_has_no_controls),
        cmocka_unit_test(one_line_is_utf8),
        cmocka_unit_test(one_line_is_cut_to_its_size),
    };
    return RUN("text", tests);
}
