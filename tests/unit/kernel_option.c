/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options of a kernel by name, as backends without a callback look them up. */
#include "../../plugins/backends/common/kernel_option.h"

#include "support.h"

static const parbench_option rows[] = {
    {.name = "count", .type = PARBENCH_SIZE},
    {.name = "variant", .type = PARBENCH_CHOICE, .choices = "plain,two words , \texact"},
    {.name = NULL},
};

/* As the host completes it, with this choice of `variant`. */
static parbench_task task_with(const parbench_option *options, parbench_value *values,
                               int64_t choice)
{
    values[0].u = 7;
    values[1].i = choice;
    return (parbench_task){.kernel_options = options, .kernel_values = values};
}

TEST(values)
{
    parbench_value values[2];
    parbench_task task = task_with(rows, values, 0), bare = task_with(NULL, values, 0);
    assert_int_equal(kernel_option(&task, "count", PARBENCH_SIZE)->u, 7);
    assert_null(kernel_option(&task, "count", PARBENCH_INT));
    assert_null(kernel_option(&task, "number", PARBENCH_SIZE));
    assert_null(kernel_option(&bare, "count", PARBENCH_SIZE));
}

TEST(words)
{
    static const char *const wanted[] = {"plain", "two words", "exact"};
    parbench_value values[2];
    char word[16];
    for (size_t i = 0; i < COUNT(wanted); i++) {
        parbench_task task = task_with(rows, values, (int64_t)i);
        expect_text(kernel_choice(&task, "variant", word, sizeof word), wanted[i], wanted[i]);
        expect_text(kernel_choice(&task, "count", word, sizeof word), "", "no choice");
        expect_text(kernel_choice(&task, "other", word, sizeof word), "", "no option");
        kernel_choice(&task, "variant", word, 4);
        assert_int_equal(strlen(word), 3);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(values),
        cmocka_unit_test(words),
    };
    return RUN("kernel_option", tests);
}
