/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the unit tests share: cmocka, failures that name the row of their table, and a directory to
 * write into. */
#ifndef PARBENCH_TESTS_SUPPORT_H
#define PARBENCH_TESTS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/path.h"
#include "base/text.h"

#define TEST(name) static void name(void **state __attribute__((unused)))
#define RUN(group, tests) cmocka_run_group_tests_name(group, tests, NULL, NULL)
#define RUN_IN_SCRATCH(group, tests)                                                               \
    cmocka_run_group_tests_name(group, tests, scratch_make, scratch_remove)
#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The text says which row it was. */
#define expect(condition, ...)                                                                     \
    do {                                                                                           \
        if (!(condition))                                                                          \
            fail_msg(__VA_ARGS__);                                                                 \
    } while (0)
#define expect_text(got, wanted, row)                                                              \
    expect(strcmp(got, wanted) == 0, "%s: \"%s\" and not \"%s\"", row, got, wanted)
#define expect_part(text, part, row)                                                               \
    expect(strstr(text, part) != NULL, "%s: \"%s\" lacks \"%s\"", row, text, part)

static inline const char *scratch(void)
{
    static char path[] = "/tmp/parbench-unit-XXXXXX";
    static const char *made;
    if (made == NULL && (made = mkdtemp(path)) == NULL)
        abort();
    return made;
}

static inline int scratch_make(void **state)
{
    (void)state;
    scratch();
    return 0;
}

static inline int scratch_remove(void **state)
{
    (void)state;
    path_remove_tree(scratch());
    return 0;
}

/* Owned by the caller. */
static inline char *scratch_path(const char *name)
{
    return path_join(scratch(), name);
}

/* Makes the file and its directory; the path is owned by the caller. */
static inline char *scratch_write(const char *name, const char *data)
{
    struct error error;
    char *path = scratch_path(name), *directory = path_directory(path);
    assert_int_equal(path_make_directories(directory, &error), 0);
    FILE *file = fopen(path, "we");
    assert_true(file != NULL && fputs(data, file) >= 0 && fclose(file) == 0);
    free(directory);
    return path;
}

#endif
