/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/ini.h"

#include "config_support.h"

enum { most_problems = 10 };

struct row {
    const char *text;
    const char *dump; /* "[title]@line key=value@line"; NULL: no matter */
    struct wanted_problem problems[most_problems];
};

/* Repeated, these make lines of a known length. */
#define TEN(x) x x x x x x x x x x
#define FORTY TEN("abcd")

static char *dump(const struct ini_document *document)
{
    struct text all = {0};
    text_append(&all, "%s", "");
    for (size_t s = 0; s < document->section_count; s++) {
        text_append(&all, "%s[%s]@%d", s ? " " : "", document->sections[s].title,
                    document->sections[s].origin.line);
        for (size_t e = 0; e < document->entry_count; e++)
            if (document->entries[e].section == s)
                text_append(&all, " %s=%s@%d", document->entries[e].key, document->entries[e].value,
                            document->entries[e].origin.line);
    }
    return all.data;
}

static void check_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct ini_document document;
        struct problems problems = {0};
        struct error error;
        char *path = scratch_write("x.ini", rows[i].text);
        expect(ini_read(path, NULL, &document, &problems, &error) == 0, "%s", rows[i].text);
        expect_problems(&problems, path, rows[i].problems, rows[i].text);
        expect_text(document.text, rows[i].text, "verbatim");
        char *got = dump(&document);
        if (rows[i].dump != NULL)
            expect_text(got, rows[i].dump, rows[i].text);
        free(got);
        free(path);
        text_list_free(&problems.lines);
        ini_free(&document);
    }
}

TEST(good_files)
{
    static const struct row rows[] = {
        {.text = "", .dump = ""},
        {.text = "\n; only\n# comments\n", .dump = ""},
        {.text = "[a]", .dump = "[a]@1"},
        {.text = "[a]\nk = v", .dump = "[a]@1 k=v@2"},
        {.text = "; c\n\n[a]\n\nk = v\n[b]\nk = w\n", .dump = "[a]@3 k=v@5 [b]@6 k=w@7"},
        {.text = "[a]\nk=v w = x:y\n", .dump = "[a]@1 k=v w = x:y@2"},
        {.text = "[a]\nk =\n", .dump = "[a]@1 k=@2"},
        {.text = "[a]\nk = v ; comment\nl = w;x # y\n", .dump = "[a]@1 k=v@2 l=w;x # y@3"},
        {.text = "[a]\nk = ; comment\n", .dump = "[a]@1 k=@2"},
        {.text = "[a] ; comment\n[b]# comment\n[ c \t d ]\n", .dump = "[a]@1 [b]@2 [c d]@3"},
        {.text = "[]\n", .dump = "[]@1"},
        {.text = "[a]\r\nk = v\r\n  w\r\n\r\n[b]\r\n", .dump = "[a]@1 k=v w@2 [b]@5"},
        {.text = "\xEF\xBB\xBF[a]\nk = v\n", .dump = "[a]@1 k=v@2"},
        {.text = "\xEF\xBB\xBF; c\r\n[a]\r\n", .dump = "[a]@2"},
        /* longer than inih keeps */
        {.text = "[backend " FORTY FORTY "]\nk = v\n", .dump = "[backend " FORTY FORTY "]@1 k=v@2"},
        {.text = "; " FORTY FORTY FORTY FORTY FORTY FORTY "\n[a]\n", .dump = "[a]@2"},
        {.text = "[a]\n123456789012345678901234567890123456789012345678x = v\n",
         .dump = "[a]@1 123456789012345678901234567890123456789012345678x=v@2"},
        /* 198 bytes */
        {.text = "[a]\nk = " FORTY FORTY FORTY FORTY TEN("abc") "abcd\n",
         .dump = "[a]@1 k=" FORTY FORTY FORTY FORTY TEN("abc") "abcd@2"},
    };
    check_rows(rows, COUNT(rows));
}

TEST(continuations)
{
    static const struct row rows[] = {
        {.text = "[a]\nk = 1,\n    2,\n\t3\nl = 4\n", .dump = "[a]@1 k=1, 2, 3@2 l=4@5"},
        {.text = "[a]\nk = 1, ; one\n  2, ; two\n  ; none\n\n# none\n  3;4 ; five\n",
         .dump = "[a]@1 k=1, 2, 3;4@2"},
        {.text = "[a]\nk =\n  v\n", .dump = "[a]@1 k=v@2"},
        {.text = "[a]\nk = v\n  x = y\n", .dump = "[a]@1 k=v x = y@2"},
        {.text = "[a]\nk = v\n  w\n[b]\nk = v\n  w\n", .dump = "[a]@1 k=v w@2 [b]@4 k=v w@5"},
        {.text = "[a]\nk = " FORTY FORTY FORTY "\n  " FORTY FORTY FORTY "\n",
         .dump = "[a]@1 k=" FORTY FORTY FORTY " " FORTY FORTY FORTY "@2"},
        {.text = "[a]\n  w\n", .dump = "[a]@1", .problems = {{2, "and there is none"}}},
        {.text = "  w\n", .dump = "", .problems = {{1, "and there is none"}}},
        {.text = "[a]\nk = v\n[b]\n  w\n",
         .dump = "[a]@1 k=v@2 [b]@3",
         .problems = {{4, "and there is none"}}},
    };
    check_rows(rows, COUNT(rows));
}

/* An indented line that looks like a key or a section is not swallowed by the line above. */
TEST(indented_keys)
{
    static const struct row rows[] = {
        {.text = "[backend x]\nlauncher = a\n  workers = 1\n  pin=none\n\tenv.X = 1\n",
         .dump = "[backend x]@1 launcher=a@2",
         .problems = {{3, "\"workers =\" is indented"},
                      {4, "\"pin =\" is indented"},
                      {5, "\"env.X =\" is indented"}}},
        {.text = "[experiment]\n  n = 1\n", .problems = {{2, "\"n =\" is indented"}}},
        {.text = "[a]\nk = v\n  workers\n", .dump = "[a]@1 k=v workers@2"},
    };
    check_rows(rows, COUNT(rows));
}

TEST(indented_sections)
{
    static const struct row rows[] = {
        {.text = "[backend x]\nenv.X = 1\n  [backend y]\nenv.X = 2\n",
         .problems = {{3, "[backend y]"}, {4, "is set already"}}},
    };
    struct ini_document document;
    struct problems problems = {0};
    struct error error;
    char *path = scratch_write("x.ini", rows[0].text);
    assert_int_equal(ini_read(path, NULL, &document, &problems, &error), 0);
    bool told = false;
    for (size_t i = 0; i < problems.lines.count; i++)
        told = told || strstr(problems.lines.items[i], "x.ini:3: ") != NULL;
    expect(told, "line 3 became a part of line 2's value");
    free(path);
    text_list_free(&problems.lines);
    ini_free(&document);
}

TEST(bad_sections)
{
    static const struct row rows[] = {
        {.text = "[a\nk = v\n", .dump = "[a]@1 k=v@2", .problems = {{1, "[a: the ] is missing"}}},
        {.text = "[a] k = v\n", .dump = "[a]@1", .problems = {{1, "\"k = v\" stands behind"}}},
        {.text = "[a] ]\n", .dump = "[a]@1", .problems = {{1, "\"]\" stands behind"}}},
        {.text = "[a b]\nk = v\n[c]\n[ a  b ]\nl = w\n",
         .dump = "[a b]@1 k=v@2 l=w@5 [c]@3",
         .problems = {{4, "a b: the section is there already, in line 1"}}},
        {.text = "[a]\nk = v\n[a]\nk = w\n",
         .dump = "[a]@1 k=v@2",
         .problems = {{3, "in line 1"}, {4, "a.k: is set already, in line 2"}}},
    };
    check_rows(rows, COUNT(rows));
}

TEST(bad_lines)
{
    static const struct row rows[] = {
        {.text = "[a]\njunk\n", .dump = "[a]@1", .problems = {{2, "\"junk\" is no key = value"}}},
        {.text = "[a]\njunk\n  more junk\n", .problems = {{2, "is no key = value"}}},
        {.text = "[a]\nk: v\n", .dump = "[a]@1", .problems = {{2, "has a ':' before any '='"}}},
        {.text = "[a]\nk: v = w\n", .dump = "[a]@1", .problems = {{2, "':'"}}},
        {.text = "[a]\n= v\n", .dump = "[a]@1", .problems = {{2, "no key before the '='"}}},
        {.text = "k = v\n[a]\n", .dump = "[a]@2", .problems = {{1, "stands before any [section]"}}},
        {.text = "[a]\nk = v\nl = x\nk = w\n  more\n",
         .dump = "[a]@1 k=v@2 l=x@3",
         .problems = {{4, "a.k: is set already, in line 2"}}},
        {.text = "[a]\n12345678901234567890123456789012345678901234567890 = v\n",
         .dump = "[a]@1",
         .problems = {{2, "more than 49 bytes"}}},
        /* 199 bytes */
        {.text = "[a]\nk = " FORTY FORTY FORTY FORTY TEN("abc") "abcde\nl = w\n",
         .problems = {{2, "has 199 bytes; allowed: 198"}}},
        {.text = "[a]\nk = v\n  " FORTY FORTY FORTY FORTY FORTY "\nl = w\n",
         .problems = {{3, "has 202 bytes"}}},
    };
    check_rows(rows, COUNT(rows));
}

/* One mistake is told once: what continues a line that was refused goes with it. */
TEST(long_line_continued)
{
    static const struct row rows[] = {
        {.text = "[a]\nk = " FORTY FORTY FORTY FORTY FORTY "\n  more\nl = w\n",
         .problems = {{2, "has 204 bytes"}}},
        {.text = "[a]\nk = v\nlong = " FORTY FORTY FORTY FORTY FORTY "\n  more\n",
         .problems = {{3, "has 207 bytes"}}},
    };
    check_rows(rows, COUNT(rows));
}

/* Its keys belong to nobody, and least of all to the section before it. */
TEST(long_sections)
{
    static const struct row rows[] = {
        {.text = "[a]\nk = v\n[b " FORTY FORTY FORTY FORTY FORTY "]\nk = w\n  x\n[c]\nk = y\n",
         .dump = "[a]@1 k=v@2 [b " FORTY FORTY FORTY FORTY FORTY "]@3 k=w x@4 [c]@6 k=y@7",
         .problems = {{3, "the section has 204 bytes; allowed: 198; a section does not go on"}}},
        {.text = "[b " FORTY FORTY FORTY FORTY FORTY "\nk = w\n",
         .problems = {{1, "the section has 203 bytes"}}},
        /* 198 bytes, and a comment of any length */
        {.text = "[a " FORTY FORTY FORTY FORTY TEN("abc") "abcd] ; " FORTY "\nk = w\n",
         .dump = "[a " FORTY FORTY FORTY FORTY TEN("abc") "abcd]@1 k=w@2"},
    };
    check_rows(rows, COUNT(rows));
}

TEST(all_at_once)
{
    static const struct row rows[] = {
        {.text = "k = v\n[a\njunk\nx: y\n[b] z\nk = 1\nk = 2\n[b]\n  n = 1\n",
         .problems = {{1, "before any"},
                      {2, "] is missing"},
                      {3, "\"junk\""},
                      {4, "':'"},
                      {5, "\"z\" stands behind"},
                      {7, "is set already, in line 6"},
                      {8, "there already, in line 5"},
                      {9, "\"n =\" is indented"}}},
    };
    check_rows(rows, COUNT(rows));
}

/* A key that inih ends at " ;", before the '=' that the reader has seen. */
TEST(comment_before_sign)
{
    static const struct row rows[] = {
        {.text = "[a]\njunk ; x = 1\nl = w\n",
         .dump = "[a]@1 l=w@3",
         .problems = {{2, "is no key = value"}}},
        {.text = "[a]\nk = v\njunk ; x = 1\n  more\nl = w\n",
         .dump = "[a]@1 k=v@2 l=w@5",
         .problems = {{3, "is no key = value"}}},
    };
    check_rows(rows, COUNT(rows));
}

TEST(comment_before_sign_continued)
{
    static const struct row rows[] = {
        {.text = "[a]\njunk ; x = 1\n  foo = 1\n", .problems = {{2, "is no key = value"}}},
    };
    check_rows(rows, COUNT(rows));
}

TEST(nul_bytes)
{
    static const char text[] = "[a]\nk = v\0w\n";
    struct ini_document document;
    struct problems problems = {0};
    struct error error;
    char *path = scratch_path("nul.ini");
    assert_int_equal(path_write_file(path, text, sizeof text - 1, &error), 0);
    assert_int_equal(ini_read(path, NULL, &document, &problems, &error), 0);
    expect_problems(&problems, path, (struct wanted_problem[]){{0, "NUL byte"}, {0, NULL}}, "NUL");
    free(path);
    text_list_free(&problems.lines);
    ini_free(&document);
}

TEST(no_file)
{
    struct ini_document document;
    struct problems problems = {0};
    struct error error = {""};
    assert_int_equal(ini_read("/nonexistent.ini", NULL, &document, &problems, &error), -1);
    expect_part(error.text, "/nonexistent.ini", "error");
    assert_int_equal(problems.lines.count, 0);
    ini_free(&document);
}

TEST(endless_file)
{
    struct ini_document document;
    struct problems problems = {0};
    struct error error = {""};
    assert_int_equal(ini_read("/dev/zero", NULL, &document, &problems, &error), -1);
    expect_part(error.text, "/dev/zero: File too large", "error");
    ini_free(&document);
}

TEST(setting)
{
    struct ini_document document = {0};
    size_t section = ini_section(&document, "backend threads", (struct origin){"--set", 0});
    assert_int_equal(ini_section(&document, "backend threads", (struct origin){"x", 1}), section);
    assert_string_equal(document.sections[section].type, "backend");
    assert_string_equal(document.sections[section].word, "threads");
    ini_set(&document, section, "k", "1", (struct origin){"a", 1});
    ini_set(&document, section, "k", "2", (struct origin){"b", 2});
    const struct ini_entry *entry = ini_find(&document, section, "k");
    assert_int_equal(document.entry_count, 1);
    assert_string_equal(entry->value, "2");
    assert_int_equal(entry->origin.line, 2);
    assert_null(ini_find(&document, section, "K"));
    assert_null(ini_find(&document, section + 1, "k"));
    ini_free(&document);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_files),
        cmocka_unit_test(continuations),
        cmocka_unit_test(indented_keys),
        cmocka_unit_test(indented_sections),
        cmocka_unit_test(bad_sections),
        cmocka_unit_test(bad_lines),
        cmocka_unit_test(long_line_continued),
        cmocka_unit_test(long_sections),
        cmocka_unit_test(all_at_once),
        cmocka_unit_test(nul_bytes),
        cmocka_unit_test(no_file),
        cmocka_unit_test(endless_file),
        cmocka_unit_test(setting),
        cmocka_unit_test(comment_before_sign),
        cmocka_unit_test(comment_before_sign_continued),
    };
    return RUN_IN_SCRATCH("ini", tests);
}
