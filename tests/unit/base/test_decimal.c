/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include <stdio.h>

#include "base/decimal.h"

static void assert_as_printf(double value, int decimals)
{
    char room[DECIMAL_BYTES], want[DECIMAL_BYTES];
    snprintf(want, sizeof want, "%.*f", decimals, value);
    size_t len = strlen(want);
    while (decimals > 0 && want[len - 1] == '0')
        len--;
    len -= decimals > 0 && want[len - 1] == '.';
    struct str text = decimal_double(room, value, decimals), expected = {want, len};
    assert_true(str_eq(text, str_eq(expected, STR("-0")) ? STR("0") : expected));
}

static void test_every_double_is_written_as_printf_writes_it(void **state)
{
    (void)state;
    uint64_t random = 1;
    for (int i = 0; i < 50000; i++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        uint64_t bits = random >> 1 | random << 63;
        int exponent = 1023 - 70 + (int)(random >> 33) % 128; /* 2^-70 … 2^57 */
        bits = (bits & 0x800fffffffffffffu) | (uint64_t)exponent << 52;
        double value;
        memcpy(&value, &bits, sizeof value);
        assert_as_printf(value, i % 8);
        assert_as_printf((double)((int)(random >> 50) - 8192) / 16, i % 4); /* ties */
        assert_as_printf((double)(i % 20000) / 2000, 3); /* as near to ties as a double comes */
    }
}

static void test_the_ends_of_the_range(void **state)
{
    (void)state;
    static const double values[] = {0, -0.0, 5e-324, -5e-324, 4503599627370495.5, 4503599627370496, 9.99e17, 0.0005, 0.9995};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        for (int decimals = 0; decimals <= 17; decimals++)
            assert_as_printf(values[i], decimals);
}

static void test_whole_numbers(void **state)
{
    (void)state;
    static const int64_t values[] = {0, 7, -7, 10, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char room[DECIMAL_BYTES], want[DECIMAL_BYTES];
        snprintf(want, sizeof want, "%lld", (long long)values[i]);
        assert_true(str_eq(decimal_i64(room, values[i]), str_from(want)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_double_is_written_as_printf_writes_it),
        cmocka_unit_test(test_the_ends_of_the_range),
        cmocka_unit_test(test_whole_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
