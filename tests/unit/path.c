/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/path.h"

#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

TEST(parts)
{
    static const struct {
        const char *path;
        const char *directory;
        const char *stem;
    } rows[] = {
        {"/a/mine.so", "/a", "mine"}, {"mine.so", ".", "mine"},      {"/mine", "/", "mine"},
        {"./a/b.c.so", "./a", "b.c"}, {"/a.b/mine", "/a.b", "mine"}, {".hidden", ".", ".hidden"},
        {"a/.so", "a", ".so"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char *directory = path_directory(rows[i].path), *stem = path_stem(rows[i].path);
        expect_text(directory, rows[i].directory, rows[i].path);
        expect_text(stem, rows[i].stem, rows[i].path);
        free(directory);
        free(stem);
    }
}

TEST(join)
{
    static const struct {
        const char *directory;
        const char *name;
        const char *wanted;
    } rows[] = {{"/a", "b", "/a/b"}, {"/a", "/b", "/b"}, {".", "b/c", "./b/c"}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        char *joined = path_join(rows[i].directory, rows[i].name);
        expect_text(joined, rows[i].wanted, "join");
        free(joined);
    }
}

TEST(absolute)
{
    static const struct {
        const char *path;
        const char *wanted; /* below the scratch directory, which is the current one */
    } rows[] = {{"x", "x"},       {"./x", "x"}, {"a/./x", "a/x"},
                {"./././x", "x"}, {"/x", "/x"}, {"/a/./x", "/a/x"},
                {"../x", "../x"}, {".x", ".x"}, {"a/.x/y.", "a/.x/y."}};
    assert_int_equal(chdir(scratch()), 0);
    for (size_t i = 0; i < COUNT(rows); i++) {
        char *got = path_absolute(rows[i].path), *wanted = scratch_path(rows[i].wanted);
        expect_text(got, wanted, rows[i].path);
        free(got);
        free(wanted);
    }
}

/* Files below `pattern`, to find what was left behind. */
static size_t count_files(const char *pattern)
{
    char *full = scratch_path(pattern);
    glob_t found;
    size_t count = glob(full, GLOB_PERIOD, NULL, &found) == 0 ? found.gl_pathc : 0;
    if (count > 0)
        globfree(&found);
    free(full);
    return count;
}

TEST(real)
{
    static const char *const ways[] = {"real/there", "real/there/", "real/./there/.",
                                       "real/there/../there", "real/link"};
    struct error error = {""};
    char *there = scratch_path("real/there"), *link = scratch_path("real/link"), *got;
    assert_int_equal(path_make_directories(there, &error), 0);
    assert_int_equal(symlink("there", link), 0);
    for (size_t i = 0; i < COUNT(ways); i++) {
        char *way = scratch_path(ways[i]);
        expect(path_real(way, &got, &error) == 0, "%s: %s", way, error.text);
        expect_text(got, there, way);
        free(got);
        free(way);
    }
    assert_int_equal(path_real("/nonexistent/x", &got, &error), -1);
    expect_part(error.text, "/nonexistent/x: No such file", "real");
    free(there);
    free(link);
}

TEST(write_and_read)
{
    static const char binary[] = "a\0b\nc";
    struct error error;
    char *path = scratch_path("file"), *data;
    size_t size;
    assert_int_equal(path_write_file(path, "old and longer", 14, &error), 0);
    assert_int_equal(path_write_file(path, binary, sizeof binary, &error), 0);
    assert_int_equal(path_read_file(path, &data, &size, &error), 0);
    assert_int_equal(size, sizeof binary);
    assert_memory_equal(data, binary, size);
    assert_int_equal(data[size], '\0');
    assert_int_equal(count_files("file*"), 1);
    free(data);
    assert_int_equal(path_write_file(path, "", 0, &error), 0);
    assert_int_equal(path_read_file(path, &data, &size, &error), 0);
    assert_int_equal(size, 0);
    assert_string_equal(data, "");
    free(data);
    free(path);
}

static int synced;

/* In the place of libc's. */
int fsync(int file)
{
    synced++;
    return file < 0 ? -1 : 0;
}

TEST(what_is_handed_over_need_not_last)
{
    struct error error;
    char *path = scratch_path("passed"), *data;
    size_t size;
    synced = 0;
    assert_int_equal(path_hand_over(path, "old", 3, &error), 0);
    assert_int_equal(path_hand_over(path, "new", 3, &error), 0);
    assert_int_equal(synced, 0);
    assert_int_equal(path_read_file(path, &data, &size, &error), 0);
    assert_string_equal(data, "new");
    assert_int_equal(count_files("passed*"), 1);
    free(data);
    assert_int_equal(path_write_file(path, "kept", 4, &error), 0);
    assert_int_equal(synced, 1);
    free(path);
}

/* Who has the old file open goes on reading the old one: it was replaced, not overwritten. */
TEST(write_is_atomic)
{
    struct error error;
    char *path = scratch_write("replaced", "old"), content[8] = "";
    FILE *old = fopen(path, "re");
    assert_non_null(old);
    assert_int_equal(path_write_file(path, "new", 3, &error), 0);
    assert_int_equal(fread(content, 1, sizeof content - 1, old), 3);
    assert_string_equal(content, "old");
    fclose(old);
    free(path);
}

/* Where others may write, too, they can lay links in the way of names that they know. */
TEST(write_follows_no_planted_link)
{
    struct error error;
    struct stat status;
    char host[64] = "";
    gethostname(host, sizeof host - 1);
    char *victim = scratch_write("victim", "mine"), *path = scratch_path("planted"), *line;
    char *link = text_format("%s.%s.%ld.tmp", path, host, (long)getpid());
    assert_int_equal(symlink(victim, link), 0);
    assert_int_equal(path_write_file(path, "new", 3, &error), 0);
    assert_true(lstat(path, &status) == 0 && S_ISREG(status.st_mode));
    expect_text(line = path_read_line(victim), "mine", "victim");
    free(line);
    free(link);
    free(path);
    free(victim);
}

TEST(write_heeds_the_umask)
{
    static const mode_t masks[] = {0, 022, 027, 077};
    mode_t before = umask(0);
    char *path = scratch_path("mode");
    for (size_t i = 0; i < COUNT(masks); i++) {
        struct error error;
        struct stat status;
        umask(masks[i]);
        assert_int_equal(path_write_file(path, "x", 1, &error), 0);
        assert_int_equal(stat(path, &status), 0);
        assert_int_equal(status.st_mode & 0777, 0666 & ~masks[i]);
    }
    umask(before);
    free(path);
}

TEST(write_fails)
{
    struct error error;
    char *missing = scratch_path("no/file"), *directory = scratch_path("taken");
    assert_int_equal(path_write_file(missing, "x", 1, &error), -1);
    expect_part(error.text, missing, "missing directory");
    assert_int_equal(mkdir(directory, 0777), 0);
    assert_int_equal(path_write_file(directory, "x", 1, &error), -1);
    expect_part(error.text, "taken: cannot write: ", "a directory is there");
    assert_int_equal(count_files("taken*"), 1);
    free(missing);
    free(directory);
}

TEST(read_fails)
{
    static const char *const rows[] = {"none", "."};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct error error = {""};
        char *path = scratch_path(rows[i]), *data;
        size_t size;
        expect(path_read_file(path, &data, &size, &error) == -1, "%s", rows[i]);
        expect_part(error.text, path, rows[i]);
        free(path);
    }
}

TEST(lines)
{
    static const struct {
        const char *content;
        const char *wanted;
    } rows[] = {{"", ""}, {"one", "one"}, {"one\n", "one"}, {"one\ntwo\n", "one"}, {"\ntwo", ""}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        char *path = scratch_write("line", rows[i].content), *line = path_read_line(path);
        expect_text(line, rows[i].wanted, rows[i].content);
        free(line);
        free(path);
    }
    assert_null(path_read_line("/nonexistent"));
}

TEST(directories)
{
    static const char *const good[] = {"d", "d", "d/e/f", "d//g/", "./h", "."};
    struct error error;
    assert_int_equal(chdir(scratch()), 0);
    for (size_t i = 0; i < COUNT(good); i++) {
        char *full = scratch_path(good[i]);
        expect(path_make_directories(good[i], &error) == 0, "%s: %s", good[i], error.text);
        expect(path_is_directory(full) && !path_is_file(full), "%s", full);
        expect(path_make_directories(full, &error) == 0, "%s: %s", full, error.text);
        free(full);
    }
    assert_int_equal(path_make_directories("/", &error), 0);
    char *file = scratch_write("d/file", "");
    assert_true(path_is_file(file) && !path_is_directory(file));
    static const char *const bad[] = {"d/file", "d/file/x", ""};
    for (size_t i = 0; i < COUNT(bad); i++) {
        char *exact = xstrdup(bad[i]); /* on the heap, where reading too far is seen */
        expect(path_make_directories(exact, &error) == -1, "\"%s\"", bad[i]);
        expect_part(error.text, "cannot make the directory", bad[i]);
        free(exact);
    }
    free(file);
}

TEST(remove_tree)
{
    char *kept = scratch_write("kept", "x"), *file = scratch_write("tree/a/b", "x");
    char *tree = scratch_path("tree"), *link = scratch_path("tree/link");
    assert_int_equal(symlink(kept, link), 0);
    path_remove_tree(tree);
    assert_false(path_is_directory(tree));
    assert_true(path_is_file(kept));
    path_remove_tree(tree);
    free(kept);
    free(file);
    free(tree);
    free(link);
}

TEST(programs)
{
    struct error error;
    char *plain = scratch_write("bin/plain", ""), *program = scratch_write("bin2/tool", "");
    char *directory = scratch_path("bin/tool"),
         *search = text_format("%s/bin:%s/bin2", scratch(), scratch());
    assert_int_equal(chmod(program, 0755), 0);
    assert_int_equal(path_make_directories(directory, &error), 0);
    char *before = xstrdup(getenv("PATH"));
    setenv("PATH", search, 1);
    const struct {
        const char *name;
        const char *wanted; /* NULL: none */
    } rows[] = {{"tool", program}, {"plain", NULL}, {"none", NULL},   {program, program},
                {plain, NULL},     {"/none", NULL}, {directory, NULL}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        char *found = path_find_program(rows[i].name);
        const char *wanted = rows[i].wanted ? rows[i].wanted : "none";
        expect_text(found ? found : "none", wanted, rows[i].name);
        free(found);
    }
    setenv("PATH", before, 1);
    free(before);
    free(search);
    free(directory);
    free(program);
    free(plain);
}

TEST(self)
{
    struct error error;
    char *path, *stem;
    assert_int_equal(path_self(&path, &error), 0);
    assert_true(path_is_file(path));
    stem = path_stem(path);
    expect_part(stem, "path", path);
    free(stem);
    free(path);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts),
        cmocka_unit_test(join),
        cmocka_unit_test(absolute),
        cmocka_unit_test(write_and_read),
        cmocka_unit_test(what_is_handed_over_need_not_last),
        cmocka_unit_test(write_is_atomic),
        cmocka_unit_test(write_follows_no_planted_link),
        cmocka_unit_test(write_heeds_the_umask),
        cmocka_unit_test(write_fails),
        cmocka_unit_test(read_fails),
        cmocka_unit_test(lines),
        cmocka_unit_test(directories),
        cmocka_unit_test(remove_tree),
        cmocka_unit_test(programs),
        cmocka_unit_test(real),
        cmocka_unit_test(self),
    };
    return RUN_IN_SCRATCH("path", tests);
}
