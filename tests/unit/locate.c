/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plugin/locate.h"

#include <unistd.h>

#include "support.h"

/* a/, c/ and b/ are searched; here/ is the current directory, which is not. */
static int make_plugins(void **state)
{
    static const char *const files[] = {"a/both.so",   "a/first.so",   "b/both.so",   "b/second.so",
                                        "b/notes.txt", "here/mine.so", "here/both.so"};
    struct error error;
    (void)state;
    for (size_t i = 0; i < COUNT(files); i++)
        free(scratch_write(files[i], ""));
    char *here = scratch_path("here"), *folder = scratch_path("c/folder.so");
    int result = path_make_directories(folder, &error) == 0 ? chdir(here) : -1;
    free(folder);
    free(here);
    return result;
}

static struct text_list directories(const char *const *names, size_t count)
{
    struct text_list list = {0};
    for (size_t i = 0; i < count; i++)
        text_list_take(&list, scratch_path(names[i]));
    return list;
}

/* Joined by '|', the scratch directory taken off. */
static char *joined(const struct text_list *list)
{
    char *all = text_list_join(list, "|"), *prefix = scratch_path("");
    char *shorter = text_replace(all, prefix, "");
    free(prefix);
    free(all);
    return shorter;
}

TEST(found)
{
    static const char *const names[] = {"a", "missing", "c", "b"};
    static const struct {
        const char *word;
        const char *wanted;
    } rows[] = {
        {"both", "a/both.so"},
        {"first", "a/first.so"},
        {"second", "b/second.so"},
        {"./mine.so", "here/mine.so"},
        {"../b/both.so", "here/../b/both.so"},
    };
    struct text_list list = directories(names, COUNT(names));
    char *base = scratch_path("here");
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct error error = {""};
        char *path, *wanted = scratch_path(rows[i].wanted);
        expect(plugin_locate(&list, base, rows[i].word, &path, &error) == 0, "%s", error.text);
        expect_text(path, wanted, rows[i].word);
        free(path);
        char *absolute = scratch_path(rows[i].wanted); /* needs no base and no search */
        expect(plugin_locate(&(struct text_list){0}, "/", absolute, &path, &error) == 0, "%s",
               error.text);
        expect_text(path, absolute, rows[i].word);
        free(absolute);
        free(path);
        free(wanted);
    }
    free(base);
    text_list_free(&list);
}

TEST(not_found)
{
    static const char *const names[] = {"a", "missing", "c", "b"};
    static const struct {
        const char *word;
        const char *parts[3];
    } rows[] = {
        {"mine", {"plugin \"mine\" not found: no mine.so in ", "; did you mean \"./mine.so\"?"}},
        {"mine.so", {"no mine.so.so in ", "; did you mean \"./mine.so\"?", "/missing, "}},
        {"secnod", {"did you mean \"second\"?", "/a, ", "/b;"}},
        {"folder", {"no folder.so in "}}, /* a directory */
        {"notes.txt", {"no notes.txt.so in "}},
        {"./first.so", {"\"./first.so\" not found: there is no file ", "here/first.so"}},
        {"../a", {"there is no file "}}, /* a directory */
    };
    struct text_list list = directories(names, COUNT(names));
    char *base = scratch_path("here");
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct error error = {""};
        char *path = NULL;
        expect(plugin_locate(&list, base, rows[i].word, &path, &error) == -1, "%s", rows[i].word);
        for (size_t p = 0; p < 3 && rows[i].parts[p] != NULL; p++)
            expect_part(error.text, rows[i].parts[p], rows[i].word);
    }
    free(base);
    text_list_free(&list);
}

TEST(search_path)
{
    static const struct {
        const char *given;       /* NULL: none */
        const char *environment; /* NULL: none */
        const char *wanted;      /* what comes before the program's own */
    } rows[] = {
        {NULL, NULL, ""},      {"/x", NULL, "/x|"}, {"/x:/y", "/z", "/x|/y|/z|"},
        {NULL, ":/z:", "/z|"}, {"", "", ""},        {"sub", "../a", "here/sub|here/../a|"},
    };
    struct error error;
    char *self, *bin;
    assert_int_equal(path_self(&self, &error), 0);
    bin = path_directory(self);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct text_list given = {0}, list = {0};
        if (rows[i].given != NULL)
            text_list_add(&given, rows[i].given);
        if (rows[i].environment != NULL)
            setenv("PARBENCH_PLUGIN_PATH", rows[i].environment, 1);
        else
            unsetenv("PARBENCH_PLUGIN_PATH");
        assert_int_equal(plugin_search_path(&given, &list, &error), 0);
        char *got = joined(&list), *wanted = text_format("%s%s/plugins|", rows[i].wanted, bin);
        expect(text_starts_with(got, wanted), "%s does not begin with %s", got, wanted);
        for (size_t d = 0; d < list.count; d++)
            expect(list.items[d][0] == '/', "%s is relative", list.items[d]);
        free(got);
        free(wanted);
        text_list_free(&given);
        text_list_free(&list);
    }
    unsetenv("PARBENCH_PLUGIN_PATH");
    free(bin);
    free(self);
}

struct listing {
    const char *names[3];
    size_t count;
    const char *wanted;
};

static void check_listings(const struct listing *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct text_list list = directories(rows[i].names, rows[i].count), paths = {0};
        plugin_find_all(&list, &paths);
        char *got = joined(&paths);
        expect_text(got, rows[i].wanted, rows[i].names[0]);
        free(got);
        text_list_free(&paths);
        text_list_free(&list);
    }
}

TEST(all)
{
    static const struct listing rows[] = {
        {{"a", "b"}, 2, "a/both.so|a/first.so|b/second.so"},
        {{"b", "a"}, 2, "b/both.so|b/second.so|a/first.so"},
        {{"a", "missing", "a"}, 3, "a/both.so|a/first.so"},
        {{"missing"}, 1, ""},
    };
    check_listings(rows, COUNT(rows));
}

TEST(odd_directories)
{
    static const struct listing rows[] = {{{"[odd]* name"}, 1, "[odd]* name/odd.so"}};
    free(scratch_write("[odd]* name/odd.so", ""));
    check_listings(rows, COUNT(rows));
}

/* What plugin_locate would not take is not listed, and hides nothing. */
TEST(folders)
{
    static const struct listing rows[] = {{{"folders", "b"}, 2, "b/both.so|b/second.so"}};
    struct error error;
    char *folder = scratch_path("folders/both.so");
    assert_int_equal(path_make_directories(folder, &error), 0);
    check_listings(rows, COUNT(rows));
    free(folder);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(found), cmocka_unit_test(not_found),       cmocka_unit_test(search_path),
        cmocka_unit_test(all),   cmocka_unit_test(odd_directories), cmocka_unit_test(folders),
    };
    return cmocka_run_group_tests_name("locate", tests, make_plugins, scratch_remove);
}
