/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plugin/options.h"

#include "support.h"

#define OPTION(...)                                                                                \
    {                                                                                              \
        .name = "x", __VA_ARGS__                                                                   \
    }

static bool same(uint32_t type, parbench_value a, parbench_value b)
{
    if (type == PARBENCH_TEXT)
        return strcmp(a.s, b.s) == 0;
    return type == PARBENCH_REAL ? a.d == b.d : a.u == b.u;
}

TEST(values)
{
    static const struct {
        parbench_option option;
        const char *text;
        parbench_value value;
    } rows[] = {
        {OPTION(.type = PARBENCH_BOOL), "yes", {.i = 1}},
        {OPTION(.type = PARBENCH_BOOL), "off", {.i = 0}},
        {OPTION(.type = PARBENCH_INT), "-5", {.i = -5}},
        {OPTION(.type = PARBENCH_INT, .min = "-5", .max = "5"), "-5", {.i = -5}},
        {OPTION(.type = PARBENCH_INT, .min = "-5", .max = "5"), "5", {.i = 5}},
        {OPTION(.type = PARBENCH_SIZE), "4Mi", {.u = 4194304}},
        {OPTION(.type = PARBENCH_SIZE, .min = "1", .max = "1Mi"), "2^20", {.u = 1048576}},
        {OPTION(.type = PARBENCH_REAL), "-1.5", {.d = -1.5}},
        {OPTION(.type = PARBENCH_REAL, .min = "0", .max = "0.5"), "5e-1", {.d = 0.5}},
        {OPTION(.type = PARBENCH_DURATION), "1.5s", {.u = 1500000000}},
        {OPTION(.type = PARBENCH_DURATION, .max = "1s"), "1000ms", {.u = 1000000000}},
        {OPTION(.type = PARBENCH_CHOICE, .choices = "static, dynamic,guided"), "static", {.i = 0}},
        {OPTION(.type = PARBENCH_CHOICE, .choices = "static, dynamic,guided"), "guided", {.i = 2}},
        {OPTION(.type = PARBENCH_TEXT), "a, b", {.s = "a, b"}},
        {OPTION(.type = PARBENCH_TEXT), "", {.s = ""}},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct error error = {""};
        parbench_value value = {0};
        expect(options_parse_value(&rows[i].option, rows[i].text, &value, &error) == 0, "%s: %s",
               rows[i].text, error.text);
        expect(same(rows[i].option.type, value, rows[i].value), "%s", rows[i].text);
    }
}

TEST(bad_values)
{
    static const struct {
        parbench_option option;
        const char *text;
        const char *part; /* what is allowed, or meant */
    } rows[] = {
        {OPTION(.type = PARBENCH_BOOL), "maybe", "yes or no"},
        {OPTION(.type = PARBENCH_INT), "1.5", "a whole number"},
        {OPTION(.type = PARBENCH_INT, .min = "-5", .max = "5"), "-6", "-5..5"},
        {OPTION(.type = PARBENCH_INT, .min = "-5", .max = "5"), "6", "-5..5"},
        {OPTION(.type = PARBENCH_SIZE), "-1", "a count"},
        {OPTION(.type = PARBENCH_SIZE, .min = "1", .max = "1Mi"), "0", "1..1Mi"},
        {OPTION(.type = PARBENCH_SIZE, .min = "1", .max = "1Mi"), "1048577", "1..1Mi"},
        {OPTION(.type = PARBENCH_REAL), "nan", "a number"},
        {OPTION(.type = PARBENCH_REAL, .min = "0"), "-0.1", "0.."},
        {OPTION(.type = PARBENCH_DURATION), "5", "a duration"},
        {OPTION(.type = PARBENCH_DURATION, .max = "1s"), "1001ms", "..1s"},
        {OPTION(.type = PARBENCH_CHOICE, .choices = "once, each"), "twice", "allowed: once, each"},
        {OPTION(.type = PARBENCH_CHOICE, .choices = "once, each"), "eahc",
         "did you mean \"each\"?"},
        {OPTION(.type = PARBENCH_CHOICE, .choices = "once, each"), "", "once, each"},
        {OPTION(.type = PARBENCH_CHOICE, .choices = "once, each"), "once, each", "once, each"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct error error = {""};
        parbench_value value;
        expect(options_parse_value(&rows[i].option, rows[i].text, &value, &error) == -1, "%s",
               rows[i].text);
        expect_part(error.text, rows[i].part, rows[i].text);
    }
}

TEST(same_values)
{
    static const struct {
        parbench_option option;
        const char *texts[2];
        bool same;
    } rows[] = {
        {OPTION(.type = PARBENCH_BOOL), {"yes", "on"}, true},
        {OPTION(.type = PARBENCH_BOOL), {"yes", "0"}, false},
        {OPTION(.type = PARBENCH_INT), {"+5", "5"}, true},
        {OPTION(.type = PARBENCH_INT), {"-5", "5"}, false},
        {OPTION(.type = PARBENCH_SIZE), {"16", "2^4"}, true},
        {OPTION(.type = PARBENCH_SIZE), {"1k", "1Ki"}, false},
        {OPTION(.type = PARBENCH_REAL), {"0.5", "5e-1"}, true},
        {OPTION(.type = PARBENCH_REAL), {"0.5", "0.25"}, false},
        {OPTION(.type = PARBENCH_DURATION), {"1000us", "1ms"}, true},
        {OPTION(.type = PARBENCH_DURATION), {"1s", "1m"}, false},
        {OPTION(.type = PARBENCH_CHOICE, .choices = "once, each"), {"each", "each"}, true},
        {OPTION(.type = PARBENCH_CHOICE, .choices = "once, each"), {"once", "each"}, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct error error = {""};
        parbench_value values[2];
        for (size_t v = 0; v < 2; v++)
            expect(options_parse_value(&rows[i].option, rows[i].texts[v], &values[v], &error) == 0,
                   "%s", error.text);
        expect(options_same_value(&rows[i].option, values[0], values[1]) == rows[i].same,
               "%s and %s", rows[i].texts[0], rows[i].texts[1]);
    }
}

static const parbench_option good_table[] = {
    {.name = "spawn", .type = PARBENCH_CHOICE, .default_value = "once", .choices = "once, each"},
    {.name = "chunk", .type = PARBENCH_SIZE, .default_value = "64", .min = "1", .max = "1Mi"},
    {.name = "label_2", .type = PARBENCH_TEXT, .default_value = ""},
    {.name = NULL},
};
static const parbench_option empty_table[] = {{.name = NULL}};

TEST(tables)
{
    struct error error = {""};
    assert_int_equal(options_check_table(good_table, &error), 0);
    assert_int_equal(options_check_table(empty_table, &error), 0);
    assert_int_equal(options_count(good_table), 3);
    assert_int_equal(options_count(empty_table), 0);
    assert_ptr_equal(options_find(good_table, "chunk"), &good_table[1]);
    assert_null(options_find(good_table, "Chunk"));
}

#define INT_ROW(option_name)                                                                       \
    {                                                                                              \
        .name = option_name, .type = PARBENCH_INT, .default_value = "1"                            \
    }

TEST(bad_tables)
{
    static const struct {
        parbench_option table[3];
        const char *part;
    } rows[] = {
        {{INT_ROW("Upper")}, "\"Upper\": a name is"},
        {{INT_ROW("")}, "\"\": a name is"},
        {{INT_ROW("9x")}, "\"9x\": a name is"},
        {{INT_ROW("_x")}, "\"_x\": a name is"},
        {{INT_ROW("a.b")}, "\"a.b\": a name is"},
        {{INT_ROW("env.X")}, "\"env.X\": a name is"},
        {{INT_ROW("x"), INT_ROW("x")}, "\"x\" is there twice"},
        {{{.name = "x", .type = 0, .default_value = "1"}}, "type 0 is unknown"},
        {{{.name = "x", .type = 8, .default_value = "1"}}, "type 8 is unknown"},
        {{{.name = "x", .type = PARBENCH_CHOICE, .default_value = "a"}}, "choices are missing"},
        {{{.name = "x", .type = PARBENCH_CHOICE, .default_value = "c", .choices = "a, b"}},
         "default \"c\" is not allowed"},
        {{{.name = "x", .type = PARBENCH_TEXT}}, "default_value is missing"},
        {{{.name = "x", .type = PARBENCH_INT, .default_value = "one"}}, "default \"one\""},
        {{{.name = "x", .type = PARBENCH_INT, .default_value = "9", .max = "8"}}, "default \"9\""},
        {{{.name = "x", .type = PARBENCH_INT, .default_value = "5", .min = "9", .max = "1"}},
         "\"x\""},
        {{{.name = "x", .type = PARBENCH_INT, .default_value = "1", .min = "low"}},
         "limit \"low\""},
        {{{.name = "x", .type = PARBENCH_DURATION, .default_value = "1s", .max = "5"}},
         "limit \"5\""},
        {{INT_ROW("good"), {.name = "bad", .type = PARBENCH_BOOL, .default_value = "2"}},
         "\"bad\": default \"2\""},
        {{INT_ROW("good"),
          {.name = "bad", .type = PARBENCH_TEXT, .default_value = "", .help = "\xe9"}},
         "\"bad\": help is not UTF-8"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct error error = {""};
        expect(options_check_table(rows[i].table, &error) == -1, "%s", rows[i].part);
        expect_part(error.text, rows[i].part, "table");
    }
}

TEST(host_keys_are_taken)
{
    static const char *const wanted[] = {"plugin",  "inherit", "n",        "workers",
                                         "timeout", "pin",     "launcher", "allow_root"};
    for (size_t i = 0; i < COUNT(wanted); i++) {
        const parbench_option table[] = {INT_ROW(wanted[i]), {.name = NULL}};
        struct error error = {""};
        expect(options_check_table(table, &error) == -1, "%s", wanted[i]);
        expect_part(error.text, "is a key of the host", wanted[i]);
    }
}

TEST(describe_allowed)
{
    static const struct {
        parbench_option option;
        const char *wanted;
    } rows[] = {
        {OPTION(.type = PARBENCH_BOOL), "yes or no"},
        {OPTION(.type = PARBENCH_INT, .min = "1", .max = "9"), "a whole number, 1..9"},
        {OPTION(.type = PARBENCH_REAL, .max = "9"), "a number, ..9"},
        {OPTION(.type = PARBENCH_CHOICE, .choices = "a, b"), "a, b"},
    };
    static const char *const names[] = {"bool",     "int",    "size", "real",
                                        "duration", "choice", "text"};
    for (size_t i = 0; i < COUNT(rows); i++) {
        char *allowed = options_describe_allowed(&rows[i].option);
        expect_text(allowed, rows[i].wanted, "allowed");
        free(allowed);
    }
    for (uint32_t i = 0; i < COUNT(names); i++)
        expect_text(options_type_name(PARBENCH_BOOL + i), names[i], "type");
}

TEST(settings)
{
    struct setting_list list = {0};
    setting_list_set(&list, "a", "1");
    setting_list_set(&list, "b", "2");
    setting_list_set(&list, "a", "3");
    struct setting_list copy = setting_list_copy(&list);
    setting_list_free(&list);
    assert_int_equal(list.count, 0);
    assert_int_equal(copy.count, 2);
    assert_string_equal(copy.items[0].name, "a");
    assert_string_equal(copy.items[0].text, "3");
    assert_string_equal(copy.items[1].text, "2");
    setting_list_free(&copy);
}

/* Up to two settings, and what the whole table then reads like. */
TEST(whole_table)
{
    static const struct {
        const char *set[2][2];
        const char *completed;
        int64_t spawn;
        uint64_t chunk;
        const char *label;
    } rows[] = {
        {{{NULL}}, "spawn=once chunk=64 label_2=", 0, 64, ""},
        {{{"chunk", "1Ki"}}, "spawn=once chunk=1Ki label_2=", 0, 1024, ""},
        {{{"label_2", "x y"}, {"spawn", "each"}}, "spawn=each chunk=64 label_2=x y", 1, 64, "x y"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct setting_list list = {0};
        struct error error = {""};
        parbench_value *values;
        for (size_t s = 0; s < 2 && rows[i].set[s][0] != NULL; s++)
            setting_list_set(&list, rows[i].set[s][0], rows[i].set[s][1]);
        expect(options_parse(good_table, &list, &values, &error) == 0, "%s", error.text);
        assert_int_equal(values[0].i, rows[i].spawn);
        assert_int_equal(values[1].u, rows[i].chunk);
        assert_string_equal(values[2].s, rows[i].label);
        char *completed = options_complete(good_table, &list);
        expect_text(completed, rows[i].completed, "completed");
        free(completed);
        free(values);
        setting_list_free(&list);
    }
}

TEST(bad_settings)
{
    static const struct {
        const parbench_option *table;
        const char *name;
        const char *text;
        const char *part;
    } rows[] = {
        {good_table, "spwan", "once", "known: spawn, chunk, label_2; did you mean \"spawn\"?"},
        {good_table, "zzzzzz", "once", "zzzzzz: unknown option; known: spawn, chunk, label_2"},
        {empty_table, "spawn", "once", "spawn: unknown option; known: none"},
        {good_table, "chunk", "0", "chunk: \"0\" is not allowed"},
        {good_table, "spawn", "oncee", "spawn: \"oncee\" is not allowed; allowed: once, each; did"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct setting_list list = {0};
        struct error error = {""};
        parbench_value *values = NULL;
        setting_list_set(&list, rows[i].name, rows[i].text);
        expect(options_parse(rows[i].table, &list, &values, &error) == -1, "%s", rows[i].part);
        expect_part(error.text, rows[i].part, rows[i].name);
        expect(values == NULL, "%s", rows[i].part);
        setting_list_free(&list);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(values),           cmocka_unit_test(bad_values),
        cmocka_unit_test(same_values),      cmocka_unit_test(tables),
        cmocka_unit_test(bad_tables),       cmocka_unit_test(host_keys_are_taken),
        cmocka_unit_test(describe_allowed), cmocka_unit_test(settings),
        cmocka_unit_test(whole_table),      cmocka_unit_test(bad_settings),
    };
    return RUN("options", tests);
}
