/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "execute/hyperfine.h"

#include "support.h"

static void check_quote(const char *wanted, const char *const *words)
{
    struct text_list list = {0}, back = {0};
    struct error error;
    for (; *words != NULL; words++)
        text_list_add(&list, *words);
    char *line = hyperfine_quote(&list);
    expect_text(line, wanted, wanted);
    assert_int_equal(text_split_words(line, &back, &error), 0);
    assert_int_equal(back.count, list.count);
    for (size_t i = 0; i < list.count; i++)
        expect_text(back.items[i], list.items[i], wanted);
    free(line);
    text_list_free(&list);
    text_list_free(&back);
}

TEST(quoting)
{
    check_quote("'/a/parbench' 'cell' '-n' '10'",
                (const char *const[]){"/a/parbench", "cell", "-n", "10", NULL});
    check_quote("'a b' '' 'c\"d' '$e' '\\'",
                (const char *const[]){"a b", "", "c\"d", "$e", "\\", NULL});
    check_quote("'it'\\''s' ''\\'''\\'''", (const char *const[]){"it's", "''", NULL});
}

TEST(command)
{
    const char *const commands[] = {"'a' 'b'", "'c'"};
    struct text_list words = hyperfine_command("/bin/hyperfine", commands, 5, "/run/x y.json");
    char *line = text_list_join(&words, "|");
    assert_string_equal(line, "/bin/hyperfine|-N|--style|none|--output|inherit|--warmup|1|--runs|5|"
                              "--export-json|/run/x y.json|'a' 'b'|'c'");
    free(line);
    text_list_free(&words);
}

#define RESULT(times) "{\"command\": \"x\", \"mean\": 1, \"times\": [" times "], \"new\": {}}"
#define RESULTS(times_1, times_2) "{\"results\": [" RESULT(times_1) ", " RESULT(times_2) "]}"

/* As hyperfine writes them: seconds, in the order of the runs. */
TEST(times)
{
    static const uint64_t wanted[] = {4059594, 3712991, 1000000000, 328630291};
    uint64_t ns[4] = {0};
    struct error error = {""};
    char *path = scratch_write("good.json",
                               RESULTS("0.004059594000000001, 0.003712991", "1, 3.28630291e-1"));
    expect(hyperfine_read(path, 2, ns, &error) == 0, "%s", error.text);
    for (size_t i = 0; i < COUNT(wanted); i++)
        assert_int_equal(ns[i], wanted[i]);
    free(path);
}

TEST(what_is_no_result)
{
    static const struct {
        const char *json;
        const char *part;
    } rows[] = {
        {"", "hyperfine's results: "},
        {"{\"results\": [", "hyperfine's results: "},
        {"[]", "result 1 has not 2 times"},
        {"{\"results\": []}", "result 1 has not 2 times"},
        {"{\"results\": [" RESULT("1, 2") "]}", "result 2 has not 2 times"},
        {RESULTS("1, 2", "1"), "result 2 has not 2 times"},
        {RESULTS("1, 2", "1, 2, 3"), "result 2 has not 2 times"},
        {RESULTS("1, 2", "1, 0"), "result 2 has not 2 times"},
        {RESULTS("1, -2", "1, 1"), "result 1 has not 2 times"},
        {RESULTS("1, \"2\"", "1, 1"), "result 1 has not 2 times"},
        {RESULTS("1, null", "1, 1"), "result 1 has not 2 times"},
        {RESULTS("1e300, 1", "1, 1"), "result 1 has not 2 times"},
        {"{\"results\": [{}, 5]}", "result 1 has not 2 times"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint64_t ns[4];
        struct error error = {""};
        char *path = scratch_write("bad.json", rows[i].json);
        expect(hyperfine_read(path, 2, ns, &error) == -1, "%s", rows[i].json);
        expect_part(error.text, rows[i].part, rows[i].json);
        free(path);
    }
    uint64_t ns[4];
    struct error error = {""};
    assert_int_equal(hyperfine_read("/nonexistent.json", 2, ns, &error), -1);
    expect_part(error.text, "hyperfine's results: ", "no file");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(quoting),
        cmocka_unit_test(command),
        cmocka_unit_test(times),
        cmocka_unit_test(what_is_no_result),
    };
    return RUN_IN_SCRATCH("hyperfine", tests);
}
