/* SPDX-License-Identifier: MIT */
/* buf, arena and table: what owns memory. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/table.h"
#include "unit/unit.h"

static void test_a_ceiling_is_sticky(void **state)
{
    (void)state;
    struct err err = {0};
    struct buf buf = BUF("poll body", 10);
    buf_add(&buf, STR("12345"));
    assert_true(buf_ok(&buf, &err));
    buf_add(&buf, STR("678901"));
    buf_add(&buf, STR("x")); /* would fit, but the chain is broken already */
    assert_false(buf_ok(&buf, &err));
    assert_int_equal(err.kind, ERR_LIMIT);
    assert_non_null(strstr(err.text, "poll body"));
    assert_str(buf_str(&buf), "12345");
    buf_clear(&buf);
    buf_printf(&buf, "%d-%s", 12345, "abcd");
    assert_true(buf_ok(&buf, &err));
    assert_str(buf_str(&buf), "12345-abcd");
    assert_int_equal(buf.data[10], '\0');
    buf_free(&buf);
}

static void test_an_empty_buf_is_empty_text(void **state)
{
    (void)state;
    struct buf buf = BUF("nothing", 1);
    assert_str(buf_str(&buf), "");
    buf_add(&buf, STR_NONE);
    assert_str(buf_str(&buf), "");
    buf_free(&buf);
}

static void test_an_arena_gives_zeroed_aligned_memory(void **state)
{
    (void)state;
    struct arena arena = {0};
    for (int round = 0; round < 3; round++) {
        for (size_t bytes = 1; bytes < 20000; bytes = bytes * 3 + 1) {
            unsigned char *taken = arena_take(&arena, bytes);
            assert_int_equal((uintptr_t)taken % 16, 0);
            for (size_t i = 0; i < bytes; i++)
                assert_int_equal(taken[i], 0);
            memset(taken, 0xAA, bytes);
        }
        arena_reset(&arena);
    }
    arena_take(&arena, 8 << 20);
    arena_reset(&arena);
    assert_true(arena.held_bytes <= 1 << 20); /* one huge unit of work does not hold its memory */
    struct str copy = arena_str(&arena, STR("abc"));
    assert_int_equal(copy.ptr[3], '\0');
    assert_str(arena_printf(&arena, "%s %05d", "x", 42), "x 00042");
    arena_free(&arena);
    assert_int_equal(arena.held_bytes, 0);
}

static void test_a_table_numbers_in_order(void **state)
{
    (void)state;
    struct table table = {0};
    struct arena arena = {0};
    assert_int_equal(table_find(&table, STR("x")), TABLE_NONE);
    for (uint32_t i = 0; i < 5000; i++)
        assert_int_equal(table_add(&table, arena_printf(&arena, "name %u", i)), i);
    for (uint32_t i = 0; i < 5000; i += 7) {
        assert_int_equal(table_add(&table, arena_printf(&arena, "name %u", i)), i);
        assert_true(str_eq(table_name(&table, i), arena_printf(&arena, "name %u", i)));
    }
    assert_int_equal(table.count, 5000);
    assert_int_equal(table_add(&table, STR("")), 5000);
    arena_free(&arena);
    table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_ceiling_is_sticky),
        cmocka_unit_test(test_an_empty_buf_is_empty_text),
        cmocka_unit_test(test_an_arena_gives_zeroed_aligned_memory),
        cmocka_unit_test(test_a_table_numbers_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
