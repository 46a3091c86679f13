/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/cells.h"

#include "support.h"

/* Owned by the caller. */
static char *line_of(const struct cell_summary *cell, const struct cells_format *format)
{
    struct text text = {0};
    cells_format_lines(cell, 1, format, &text);
    return text.data;
}

/* What is not known is empty, but for counts. */
TEST(nothing)
{
    struct cell_summary cell = cells_nothing();
    char *line = line_of(&cell, &cells_plain);
    assert_string_equal(line, "1,,,,,,0,0,ok,,,0,0,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\n");
    free(line);
}

TEST(formats)
{
    static const struct cells_format french = {';', ',', "\r\n"};
    struct cell_summary cell = cells_nothing();
    cell.detail = "a;b,c";
    cell.time_ns = 1.5;
    char *plain = line_of(&cell, &cells_plain), *other = line_of(&cell, &french);
    expect_part(plain, ",ok,\"a;b,c\",,0,0,,1.5,,", "plain");
    expect_part(other, ";ok;\"a;b,c\";;0;0;;1,5;;", "french");
    expect_part(other, ";\r\n", "french");
    free(plain);
    free(other);
}

/* As many fields as a line has. */
TEST(header)
{
    struct text header = {0};
    struct cell_summary cell = cells_nothing();
    char *line = line_of(&cell, &cells_plain);
    size_t names = 0, fields = 0;
    cells_format_header(&cells_plain, &header);
    expect_part(header.data, "schema,experiment,run,host,kernel,", "begin");
    expect_part(header.data, ",backend_plugin,backend_options\n", "end");
    for (const char *c = header.data; *c != '\0'; c++)
        names += *c == ',';
    for (const char *c = line; *c != '\0'; c++)
        fields += *c == ',';
    assert_int_equal(names, fields);
    free(line);
    text_free(&header);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing),
        cmocka_unit_test(formats),
        cmocka_unit_test(header),
    };
    return RUN("cells", tests);
}
