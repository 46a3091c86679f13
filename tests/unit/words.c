/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The closed lists of words in samples.csv: flags, statuses, phases. */
#include "base/flags.h"
#include "base/phase.h"
#include "base/status.h"
#include "support.h"

TEST(flags)
{
    char text[flags_size];
    size_t longest = 0;
    for (unsigned set = 0; set < FLAG_COUNT; set++)
        longest += strlen(flags_format(text, 1u << set)) + 1;
    assert_in_range(longest, FLAG_COUNT + 1, flags_size);
    for (unsigned a = 0; a < FLAG_COUNT; a++) {
        for (unsigned b = 0; b < FLAG_COUNT; b++) {
            unsigned set = 1u << a | 1u << b;
            assert_int_equal(flags_parse(flags_format(text, set)), set);
        }
    }
    assert_int_equal(flags_parse(flags_format(text, (1u << FLAG_COUNT) - 1)),
                     (1u << FLAG_COUNT) - 1);
    assert_string_equal(flags_format(text, 0), "");
}

TEST(flags_alphabetical)
{
    char before[flags_size], after[flags_size];
    for (unsigned i = 1; i < FLAG_COUNT; i++)
        expect(strcmp(flags_format(before, 1u << (i - 1)), flags_format(after, 1u << i)) < 0,
               "%s before %s", before, after);
}

TEST(flags_written)
{
    static const struct {
        const char *text;
        unsigned flags;
    } rows[] = {
        {"", 0},
        {"|", 0},
        {"oversubscribed", FLAG_OVERSUBSCRIBED},
        {"oversubscribed|leftover", FLAG_OVERSUBSCRIBED | FLAG_LEFTOVER},
        {"leftover|unheard-of|", FLAG_LEFTOVER},
        {"left", 0},
        {"leftovers", 0},
        {"Leftover", 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        expect(flags_parse(rows[i].text) == rows[i].flags, "%s", rows[i].text);
}

TEST(statuses)
{
    static const struct {
        const char *word;
        bool failure;
    } rows[] = {/* the better first */
                {"ok", false},          {"skipped", false}, {"unsupported", false},
                {"unavailable", false}, {"failed", true},   {"timeout", true},
                {"crashed", true},      {"wrong", true}};
    enum status status, worst = STATUS_OK;
    for (size_t i = 0; i < COUNT(rows); i++) {
        expect(status_parse(rows[i].word, &status), "%s", rows[i].word);
        expect_text(status_name(status), rows[i].word, "name");
        expect(status_is_failure(status) == rows[i].failure, "%s", rows[i].word);
        expect(status_worse(worst, status) == status && status_worse(status, worst) == status, "%s",
               rows[i].word);
        worst = status;
    }
    assert_int_equal(worst, COUNT(rows) - 1);
    assert_false(status_parse("OK", &status) || status_parse("", &status));
}

TEST(phases)
{
    static const char *const rows[] = {"start",  "first", "warmup", "call",
                                       "worker", "stop",  "visit"};
    enum phase phase;
    for (size_t i = 0; i < COUNT(rows); i++)
        expect(phase_parse(rows[i], &phase) && strcmp(phase_name(phase), rows[i]) == 0, "%s",
               rows[i]);
    for (unsigned i = 0; i < PHASE_COUNT; i++)
        expect(phase_parse(phase_name((enum phase)i), &phase) && phase == i, "phase %u", i);
    assert_false(phase_parse("calls", &phase) || phase_parse("", &phase));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(flags),         cmocka_unit_test(flags_alphabetical),
        cmocka_unit_test(flags_written), cmocka_unit_test(statuses),
        cmocka_unit_test(phases),
    };
    return RUN("words", tests);
}
