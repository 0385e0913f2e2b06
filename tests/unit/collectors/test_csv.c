/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include "csv.h"

static struct arena arena;
static struct str fields[CSV_COLUMNS_MOST];
static size_t count;
static struct err err;

static enum csv_got next(struct csv *csv)
{
    return csv_next(csv, &arena, fields, &count, &err);
}

static void test_rows(void **state)
{
    (void)state;
    struct csv csv = {.text = STR("a,b\r\n\"x, \"\"y\"\"\nz\",\n\nc;d,5\" pipe\rlast,"), .separator = ',', .whole = true, .line = 1};
    assert_int_equal(next(&csv), CSV_ROW);
    assert_str(fields[1], "b");
    assert_int_equal(next(&csv), CSV_ROW);
    assert_str(fields[0], "x, \"y\"\nz");
    assert_str(fields[1], "");
    assert_int_equal(count, 2);
    assert_int_equal(next(&csv), CSV_ROW);
    assert_int_equal(csv.line, 6);
    assert_str(fields[1], "5\" pipe");
    assert_int_equal(next(&csv), CSV_ROW);
    assert_int_equal(count, 2);
    assert_int_equal(next(&csv), CSV_END);
}

static void test_the_last_row_may_not_be_all_here(void **state)
{
    (void)state;
    static const char *const parts[] = {"a,b", "a,\"b", "a,", "\"a\""};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        struct csv csv = {.text = str_from(parts[i]), .separator = ',', .line = 1};
        assert_int_equal(next(&csv), CSV_MORE);
        assert_int_equal(csv.at, 0);
    }
}

static void test_bad_rows_name_line_and_column(void **state)
{
    (void)state;
    struct csv csv = {.text = STR("a\nb,\"c\"d\ne\n\"never"), .separator = ',', .whole = true, .line = 1};
    assert_int_equal(next(&csv), CSV_ROW);
    assert_int_equal(next(&csv), CSV_BAD);
    assert_string_equal(err.text, "line 2, column 6: text after a closing quote");
    assert_int_equal(next(&csv), CSV_ROW);
    assert_str(fields[0], "e");
    assert_int_equal(next(&csv), CSV_BAD);
    assert_non_null(strstr(err.text, "line 4, column 1: a quote that never closes"));
    assert_int_equal(next(&csv), CSV_END);
}

static void test_ceilings(void **state)
{
    (void)state;
    static char commas[200], wide[CSV_ROW_BYTES_MOST + 100];
    memset(commas, ',', sizeof commas);
    memset(wide, 'x', sizeof wide);
    struct csv csv = {.text = {commas, sizeof commas}, .separator = ',', .whole = true, .line = 1};
    assert_int_equal(next(&csv), CSV_BAD);
    csv = (struct csv){.text = {wide, sizeof wide}, .separator = ',', .whole = true, .line = 1};
    assert_int_equal(next(&csv), CSV_BAD);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_the_last_row_may_not_be_all_here),
        cmocka_unit_test(test_bad_rows_name_line_and_column),
        cmocka_unit_test(test_ceilings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
