/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/csv.h"

#include "base/hash.h"
#include "support.h"

TEST(fields)
{
    static const struct {
        const char *field;
        char separator;
        const char *wanted;
    } rows[] = {
        {"", ',', ""},
        {"plain text", ',', "plain text"},
        {"a,b", ',', "\"a,b\""},
        {"a,b", ';', "a,b"},
        {"a;b", ';', "\"a;b\""},
        {"say \"x\"", ',', "\"say \"\"x\"\"\""},
        {"\"", ',', "\"\"\"\""},
        {"a\nb", ',', "\"a\nb\""},
        {"a\rb", ',', "\"a\rb\""},
        {"caf\xC3\xA9", ',', "caf\xC3\xA9"},
        {"=1+1", ',', "'=1+1"},
        {"+1", ',', "'+1"},
        {"-1", ',', "'-1"},
        {"@x", ',', "'@x"},
        {"\tx", ',', "'\tx"},
        {"\rx", ',', "\"'\rx\""},
        {"=a,b", ',', "\"'=a,b\""},
        {"=\"x\"", ',', "\"'=\"\"x\"\"\""},
        {"a=1", ',', "a=1"},
        {"1-2", ',', "1-2"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct text to = {0};
        text_append(&to, "<");
        csv_append_text(&to, rows[i].field, rows[i].separator);
        text_append(&to, ">");
        char *wanted = text_format("<%s>", rows[i].wanted);
        expect_text(to.data, wanted, rows[i].field);
        free(wanted);
        text_free(&to);
    }
}

/* Writes three columns of two rows, reads them and compares. */
static void round_trip(const char *const fields[6])
{
    struct text data = {0};
    struct csv_table table;
    struct error error = {""};
    for (size_t i = 0; i < 6; i++) {
        csv_append_text(&data, fields[i], ',');
        text_append(&data, i % 3 == 2 ? "\n" : ",");
    }
    expect(csv_parse_complete("x.csv", data.data, data.length, &table, &error) == 0, "%s: %s",
           data.data, error.text);
    expect(table.rows == 2 && table.columns == 3, "%s: %zu x %zu", data.data, table.rows,
           table.columns);
    for (size_t i = 0; i < 6; i++)
        expect_text(csv_field(&table, i / 3, i % 3), fields[i], data.data);
    csv_table_free(&table);
    text_free(&data);
}

TEST(round_trips)
{
    static const char *const rows[][6] = {
        {"a", "b", "c", "1", "2", "3"},
        {"a", "b", "c", "", "", ""},
        {"a,b", "\"", "\"\"", "x\ny", "x\r\ny", ","},
        {"caf\xC3\xA9", "\xF0\x9F\x98\x80", "'", "it's", "a;b", "a\tb"},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        round_trip(rows[i]);
    static const char alphabet[] = "ab,\"\n\r;' \t";
    for (uint64_t i = 0; i < 2000; i++) {
        char fields[6][8];
        const char *pointers[6];
        for (uint64_t f = 0; f < 6; f++) {
            uint64_t random = hash_mix(6 * i + f);
            snprintf(fields[f], sizeof fields[f], "x%c%c%c%cx", alphabet[random % 10],
                     alphabet[random / 10 % 10], alphabet[random / 100 % 10],
                     alphabet[random / 1000 % 10]);
            pointers[f] = fields[f];
        }
        round_trip(pointers);
    }
}

/* RFC 4180, 2.4: spaces are part of a field. */
TEST(outer_blanks)
{
    static const char *const rows[][6] = {
        {"a", "b", "c", " x", "x ", " "},
        {"a", "b", "c", "  x  ", "x\t", " ,"},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        round_trip(rows[i]);
}

TEST(reading)
{
    static const struct {
        const char *text;
        size_t rows;
        size_t columns;
        const char *last; /* field */
    } rows[] = {
        {"a,b\n1,2\n", 2, 2, "2"},
        {"a,b\n1,2\n3,4", 2, 2, "2"},
        {"a,b\n1,2\n3,\"4\n", 2, 2, "2"},
        {"a,b\n1,2\n3", 2, 2, "2"},
        {"a,b\r\n1,2\r\n", 2, 2, "2"},
        {"a,b\n1,\n", 2, 2, ""},
        {"a,b\n,\n", 2, 2, ""},
        {"a\n", 1, 1, "a"},
        {"a,b\n\"1\",\"2\"\n", 2, 2, "2"},
        {"a,b\n1,\"x\"\"y\"\n", 2, 2, "x\"y"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct csv_table table;
        struct error error = {""};
        expect(csv_parse_complete("x.csv", rows[i].text, strlen(rows[i].text), &table, &error) == 0,
               "%s: %s", rows[i].text, error.text);
        expect(table.rows == rows[i].rows && table.columns == rows[i].columns, "%s: %zu x %zu",
               rows[i].text, table.rows, table.columns);
        expect_text(csv_field(&table, table.rows - 1, table.columns - 1), rows[i].last,
                    rows[i].text);
        csv_table_free(&table);
    }
}

/* Where each row ends, with the line ends in its fields. */
TEST(ends)
{
    static const char text[] = "a,b\n1,\"x\ny\"\n\n2,3\r\n4,\"5\n6";
    static const size_t wanted[] = {4, 12, 18};
    struct csv_table table;
    struct error error;
    assert_int_equal(csv_parse_complete("x.csv", text, strlen(text), &table, &error), 0);
    assert_int_equal(table.rows, COUNT(wanted));
    for (size_t i = 0; i < COUNT(wanted); i++)
        expect(table.ends[i] == wanted[i], "row %zu: %zu", i, table.ends[i]);
    csv_table_free(&table);
}

struct bad {
    const char *text;
    const char *part;
};

static void check_bad(const struct bad *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct csv_table table;
        struct error error = {""};
        expect(csv_parse_complete("x/bad.csv", rows[i].text, strlen(rows[i].text), &table,
                                  &error) == -1,
               "%s", rows[i].text);
        expect(table.fields == NULL && table.rows == 0, "%s", rows[i].text);
        expect_part(error.text, "x/bad.csv: ", rows[i].text);
        expect_part(error.text, rows[i].part, rows[i].text);
    }
}

/* Rows are counted from 1, the header's. */
TEST(ragged_rows)
{
    static const struct bad rows[] = {
        {"a,b\n1\n", "row 2: has another number of fields"},
        {"a,b\n1,2,3\n", "row 2: has another number of fields"},
        {"a,b\n1,2\n\"x\ny\",2\n3\n", "row 4: has another number of fields"},
        {"a,b\n1,2\n3\n4,5\n6\n", "row 3: has another number of fields"},
    };
    check_bad(rows, COUNT(rows));
}

TEST(bad_quotes)
{
    static const struct bad rows[] = {
        {"a,b\n1,\"2\"x\n", "row 2: "},
        {"a,b\n1,x\"2\"\n3,4\n", "row 2: "},
    };
    check_bad(rows, COUNT(rows));
}

TEST(no_rows)
{
    static const struct bad rows[] = {{"", "is empty"}, {"\n\n", "is empty"}, {"a,b", "is empty"}};
    check_bad(rows, COUNT(rows));
}

TEST(columns)
{
    struct csv_table table;
    struct error error;
    static const char text[] = "n,workers,n\n1,2,3\n";
    assert_int_equal(csv_parse_complete("x.csv", text, strlen(text), &table, &error), 0);
    static const struct {
        const char *name;
        size_t column;
    } rows[] = {{"n", 0}, {"workers", 1}, {"N", 3}, {"", 3}};
    for (size_t i = 0; i < COUNT(rows); i++)
        expect(csv_column(&table, rows[i].name) == rows[i].column, "\"%s\"", rows[i].name);
    assert_string_equal(csv_field(&table, 1, 1), "2");
    assert_string_equal(csv_field(&table, 2, 0), "");
    assert_string_equal(csv_field(&table, 0, 3), "");
    csv_table_free(&table);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields),     cmocka_unit_test(round_trips), cmocka_unit_test(outer_blanks),
        cmocka_unit_test(reading),    cmocka_unit_test(ends),        cmocka_unit_test(ragged_rows),
        cmocka_unit_test(bad_quotes), cmocka_unit_test(no_rows),     cmocka_unit_test(columns),
    };
    return RUN("csv", tests);
}
