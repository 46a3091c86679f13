/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json.h"

#include <math.h>

#include "support.h"

static const char document[] =
    "{\"text\": \"caf\u00e9\", \"integer\": -9007199254740993, \"real\": 0.1, \"nothing\": null, "
    "\"list\": [1]}";

/* One name read as each type. */
static const struct {
    const char *name;
    const char *text; /* NULL: none */
    int64_t integer;
    double real;
} rows[] = {
    {"text", "caf\u00e9", 0, NAN}, {"integer", NULL, -9007199254740993, -9007199254740993.0},
    {"real", NULL, 0, 0.1},        {"nothing", NULL, 0, NAN},
    {"list", NULL, 0, NAN},        {"missing", NULL, 0, NAN},
};

static void check_row(const json_t *object, size_t i, const char *text)
{
    const char *name = rows[i].name, *got = member_text_or_null(object, name);
    double real = member_real(object, name);
    expect(text ? got != NULL && strcmp(got, text) == 0 : got == NULL, "%s", name);
    expect_text(member_text(object, name), text ? text : "", name);
    expect(object == NULL || member_integer(object, name) == rows[i].integer, "%s", name);
    if (object == NULL || isnan(rows[i].real))
        expect(isnan(real), "%s: %g", name, real);
    else
        expect(memcmp(&real, &rows[i].real, sizeof real) == 0, "%s: %g", name, real);
}

TEST(members)
{
    json_t *object = json_loads(document, 0, NULL);
    assert_non_null(object);
    for (size_t i = 0; i < COUNT(rows); i++)
        check_row(object, i, rows[i].text);
    json_decref(object);
}

/* What could not be read is an object without members. */
TEST(no_object)
{
    for (size_t i = 0; i < COUNT(rows); i++)
        check_row(NULL, i, NULL);
    assert_int_equal(member_integer(NULL, "integer"), 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(members),
        cmocka_unit_test(no_object),
    };
    return RUN("json", tests);
}
