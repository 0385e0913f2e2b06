/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

static void test_next_gives_pieces(void **state)
{
    (void)state;
    struct str rest = STR("a,,b,"), piece;
    const char *want[] = {"a", "", "b"};
    for (int i = 0; i < 3; i++) {
        assert_true(str_next(&rest, ',', &piece));
        assert_str(piece, want[i]);
    }
    assert_false(str_next(&rest, ',', &piece));
}

static void test_numbers_must_be_whole(void **state)
{
    (void)state;
    int64_t value;
    assert_true(str_to_i64(STR("-42"), &value));
    assert_int_equal(value, -42);
    static const char *const bad[] = {"", " 1", "1 ", "1x", "9223372036854775808", "0x10"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(str_to_i64(str_from(bad[i]), &value));
    double number;
    assert_false(str_to_double(STR("inf"), &number));
    assert_false(str_to_double(STR("nan"), &number));
    assert_true(str_to_double(STR("1e3"), &number));
}

static void test_case(void **state)
{
    (void)state;
    assert_true(str_eq_nocase(STR("Retry-After"), STR("retry-AFTER")));
    assert_true(str_contains_nocase(STR("text/HTML; x"), STR("html")));
    assert_false(str_contains_nocase(STR("htm"), STR("html")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_next_gives_pieces),
        cmocka_unit_test(test_numbers_must_be_whole),
        cmocka_unit_test(test_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
