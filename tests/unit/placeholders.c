/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/placeholders.h"

#include "support.h"

TEST(filled)
{
    static const struct {
        const char *word;
        const char *filled;
    } rows[] = {
        {"", ""},
        {"-n", "-n"},
        {"{n}", "1000"},
        {"{workers}x{n}:{n}", "4x1000:1000"},
        {"{{n}}", "{1000}"},
        {"${n}", "$1000"},
        {"{N} {worker} {}", "{N} {worker} {}"},
        {"{directory}/{n}", "/a {n} {directory}/1000"},
    };
    const struct placeholders values = {1000, 4, "/a {n} {directory}"};
    for (size_t i = 0; i < COUNT(rows); i++) {
        char *got = placeholders_fill(&values, rows[i].word);
        expect_text(got, rows[i].filled, rows[i].word);
        free(got);
    }
}

TEST(unknown)
{
    static const struct {
        const char *word;
        const char *unknown; /* with '|' between */
    } rows[] = {
        {"", ""},
        {"{n} {workers} {directory} {{n}}", ""},
        {"{N} {n} -x{worker}", "{N}|{worker}"},
        {"{{x}}", "{x}"},
        {"${X} {} { n } {a.b} {open", ""},
        {"{directory", ""},
        {"{director}{directoryy}", "{director}|{directoryy}"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct text_list names = {0};
        size_t from = 0;
        for (char *name; (name = placeholders_next_unknown(rows[i].word, &from)) != NULL;)
            text_list_take(&names, name);
        char *joined = text_list_join(&names, "|");
        expect_text(joined, rows[i].unknown, rows[i].word);
        free(joined);
        text_list_free(&names);
    }
}

TEST(names_and_phrase_agree)
{
    for (size_t i = 0; i < placeholder_count; i++)
        expect_part(placeholders_allowed, placeholder_names[i], "allowed");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(filled),
        cmocka_unit_test(unknown),
        cmocka_unit_test(names_and_phrase_agree),
    };
    return RUN("placeholders", tests);
}
