/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "execute/last_words.h"

#include "support.h"

static void add(struct last_words *words, const char *text)
{
    last_words_add(words, text, strlen(text));
}

static void check_quote(const char *said, bool from_begin, const char *quoted)
{
    struct last_words words = {0};
    struct text text = {0};
    text_append(&text, "It ended");
    add(&words, said);
    last_words_quote(&words, from_begin, &text);
    char *wanted = text_format("It ended%s%s", *quoted ? "; stderr: " : "", quoted);
    expect_text(text.data, wanted, said);
    free(wanted);
    text_free(&text);
}

/* However it comes, the end of it is there. */
TEST(keeps_the_end)
{
    char all[3 * last_words_size];
    for (size_t i = 0; i < sizeof all; i++)
        all[i] = (char)('a' + i % 26);
    all[sizeof all - 1] = '\0';
    for (size_t block = 1; block < sizeof all; block += 997) {
        struct last_words words = {0};
        for (size_t at = 0, left = strlen(all); left > 0;) {
            size_t count = block < left ? block : left;
            last_words_add(&words, all + at, count);
            at += count;
            left -= count;
        }
        assert_int_equal(strlen(words.bytes), last_words_size - 1);
        expect_text(words.bytes, all + strlen(all) - (last_words_size - 1), "the end");
    }
}

TEST(quotes)
{
    check_quote("", false, "");
    check_quote("\n \n", false, "");
    check_quote("one\ntwo\n", false, "one two");
    check_quote("noise\nparbench: cell: no\nmore noise\n", false, "parbench: cell: no");
    check_quote("parbench: 1\nparbench: 2\n", true, "parbench: 2");
    check_quote("-----\n*** There are not enough slots\n", true, "There are not enough slots");
}

/* The last bytes, from the begin of a character. */
TEST(quotes_the_end)
{
    struct last_words words = {0};
    struct text text = {0};
    for (int i = 0; i < 300; i++)
        add(&words, "\xC3\xA9");
    add(&words, ".");
    last_words_quote(&words, false, &text);
    assert_true(text_is_utf8(text.data));
    expect_part(text.data, "; stderr: \xC3\xA9", "begin");
    assert_true(text.length > 150 && text.length < 220);
    text_free(&text);
}

TEST(own)
{
    struct last_words words = {0};
    assert_null(last_words_own(&words));
    add(&words, "a parbench: b\n");
    assert_null(last_words_own(&words));
    add(&words, "parbench: c\nd");
    expect_text(last_words_own(&words), "parbench: c\nd", "own");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_the_end),
        cmocka_unit_test(quotes),
        cmocka_unit_test(quotes_the_end),
        cmocka_unit_test(own),
    };
    return RUN("last_words", tests);
}
