/* SPDX-License-Identifier: MIT */
#include "base/packed.h"

#include "unit/unit.h"

static const uint64_t numbers[] = {0, 1, 127, 128, 300, UINT32_MAX, (uint64_t)1 << 63, UINT64_MAX};
static const int64_t signed_numbers[] = {0, -1, 1, 63, -64, INT64_MAX, INT64_MIN};

static void test_comes_back_as_it_went(void **state)
{
    (void)state;
    struct buf buf = BUF("test", 1000);
    for (size_t i = 0; i < 8; i++)
        packed_put(&buf, numbers[i]);
    for (size_t i = 0; i < 7; i++)
        packed_put_signed(&buf, signed_numbers[i]);
    packed_put_double(&buf, -0.1);
    packed_put_fixed(&buf, 0x0123456789abcdef);
    packed_put_str(&buf, STR("tŷ"));
    packed_put_str(&buf, STR(""));
    struct packed in = {.rest = buf_str(&buf)};
    for (size_t i = 0; i < 8; i++)
        assert_true(packed_take(&in) == numbers[i]);
    for (size_t i = 0; i < 7; i++)
        assert_true(packed_take_signed(&in) == signed_numbers[i]);
    assert_true(packed_take_double(&in) == -0.1);
    assert_true(packed_take_fixed(&in) == 0x0123456789abcdef);
    assert_str(packed_take_str(&in), "tŷ");
    assert_str(packed_take_str(&in), "");
    assert_false(in.bad);
    assert_int_equal(in.rest.len, 0);
    buf_free(&buf);
}

static void test_small_numbers_take_one_byte(void **state)
{
    (void)state;
    struct buf buf = BUF("test", 1000);
    packed_put(&buf, 127);
    packed_put_signed(&buf, -64);
    assert_int_equal(buf_str(&buf).len, 2);
    buf_free(&buf);
}

static void test_a_cut_is_bad_and_stays_so(void **state)
{
    (void)state;
    struct packed in = {.rest = STR("\x05" "abc")};
    assert_str(packed_take_str(&in), "");
    assert_true(in.bad);
    assert_int_equal(packed_take(&in), 0);
    assert_true(in.bad);
    struct packed endless = {.rest = STR("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")};
    packed_take(&endless);
    assert_true(endless.bad);
    struct packed greedy = {.rest = STR("\x7f" "ab")};
    assert_int_equal(packed_take_count(&greedy, 1), 0);
    assert_true(greedy.bad);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_comes_back_as_it_went),
                                       cmocka_unit_test(test_small_numbers_take_one_byte),
                                       cmocka_unit_test(test_a_cut_is_bad_and_stays_so)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
