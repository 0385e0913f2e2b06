/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include <unistd.h>

#include "lines.h"

enum { CEILING = 100000 };

/* Lines of `bytes` letters with their end, and what stands after them. */
static FILE *file_of(size_t bytes, const char *end, size_t count, const char *last)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < bytes; k++)
            putc('a' + (int)(i % 26), file);
        fputs(end, file);
    }
    fputs(last, file);
    rewind(file);
    return file;
}

static void assert_lines(size_t bytes, const char *end, size_t count, const char *last)
{
    struct str line;
    struct lines lines = LINES(file_of(bytes, end, count, last), CEILING);
    for (size_t i = 0; i < count; i++) {
        assert_true(lines_next(&lines, &line));
        assert_int_equal(lines.cut, bytes > CEILING);
        assert_int_equal(line.len, bytes > CEILING ? CEILING : bytes);
        assert_int_equal(lines.number, i + 1);
        for (size_t k = 0; k < line.len; k++)
            if (line.ptr[k] != 'a' + (char)(i % 26))
                fail_msg("line %zu, byte %zu", i, k);
    }
    if (*last != '\0') {
        assert_true(lines_next(&lines, &line));
        assert_str(line, last);
    }
    assert_false(lines_next(&lines, &line));
    fclose(lines.file);
    lines_free(&lines);
}

static void test_lines_of_every_length(void **state)
{
    (void)state;
    for (size_t bytes = 0; bytes < 40; bytes++) {
        assert_lines(bytes, "\n", 5000, "");
        assert_lines(bytes, "\r\n", 100, "the last has no end");
    }
    assert_lines(65535, "\n", 5, "x");
    assert_lines(65536, "\n", 5, "x");
    assert_lines(70000, "\r\n", 3, "");
}

static void test_a_line_over_the_ceiling_is_cut_and_the_next_is_whole(void **state)
{
    (void)state;
    assert_lines(CEILING, "\n", 3, "next");
    assert_lines(CEILING + 1, "\n", 3, "next");
    assert_lines(CEILING * 7, "\n", 3, "next");
    assert_lines(CEILING * 7, "\r\n", 1, "");
}

/* What somebody types is answered before they type more. */
static void test_a_line_is_given_as_soon_as_it_ends(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    struct lines lines = LINES(fdopen(ends[0], "r"), CEILING);
    struct str line;
    assert_int_equal(write(ends[1], "one\ntw", 6), 6);
    assert_true(lines_next(&lines, &line));
    assert_str(line, "one");
    assert_int_equal(write(ends[1], "o", 1), 1);
    close(ends[1]);
    assert_true(lines_next(&lines, &line));
    assert_str(line, "two");
    assert_false(lines_next(&lines, &line));
    fclose(lines.file);
    lines_free(&lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_of_every_length),
        cmocka_unit_test(test_a_line_over_the_ceiling_is_cut_and_the_next_is_whole),
        cmocka_unit_test(test_a_line_is_given_as_soon_as_it_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
