/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include "base/json_out.h"
#include "base/utf8.h"
#include "unit/unit.h"

static struct arena arena;
static struct err err;

static struct json *parsed(struct str text)
{
    struct json *node = NULL;
    if (!json_parse(text, &arena, &node, &err))
        fail_msg("%s", err.text);
    return node;
}

static enum err_kind refused(struct str text)
{
    struct json *node;
    assert_false(json_parse(text, &arena, &node, &err));
    return err.kind;
}

static int down(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static struct str nested(size_t levels, char open, char close)
{
    char *text = arena_take(&arena, levels * 2);
    memset(text, open, levels);
    memset(text + levels, close, levels);
    return (struct str){text, levels * 2};
}

static void test_nesting_has_a_ceiling(void **state)
{
    (void)state;
    assert_non_null(parsed(nested(JSON_DEPTH_MOST, '[', ']')));
    assert_int_equal(refused(nested(JSON_DEPTH_MOST + 1, '[', ']')), ERR_LIMIT);
    assert_int_equal(refused(nested(100000, '[', ']')), ERR_LIMIT);
    assert_non_null(strstr(err.text, "64 levels"));
}

static void test_values_have_a_ceiling(void **state)
{
    (void)state;
    size_t count = JSON_VALUES_MOST + 1;
    char *text = arena_take(&arena, count * 2 + 2);
    for (size_t i = 0; i < count; i++)
        memcpy(text + i * 2, i ? ",1" : "[1", 2);
    text[count * 2] = ']';
    assert_int_equal(refused((struct str){text, count * 2 + 1}), ERR_LIMIT);
    arena_free(&arena);
}

static void test_not_json_names_the_byte(void **state)
{
    (void)state;
    static const char *const bad[] = {"", " ", "{", "[1,]", "{\"a\":1} x", "nul", "<html>", "\"\xff\"", "[1 2]", "\"\n\""};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(refused(str_from(bad[i])), ERR_INPUT);
        assert_memory_equal(err.text, "not JSON", 8);
    }
}

static void test_surrogates_and_nul(void **state)
{
    (void)state;
    struct json *node = parsed(STR("{\"pair\":\"\\ud83d\\ude00\",\"lone\":\"a\\ud83dz\",\"nul\":\"a\\u0000b\"}"));
    assert_str(json_get_str(node, "pair"), "\xF0\x9F\x98\x80");
    assert_true(utf8_valid(json_get_str(node, "lone")));
    struct str nul = json_get_str(node, "nul");
    assert_int_equal(nul.len, 3);
    assert_str(utf8_clean(&arena, nul), "ab");
}

static void test_looking_up_never_fails(void **state)
{
    (void)state;
    struct json *node = parsed(STR("{\"a\":{\"b\":[1,\"x\",null]},\"n\":null,\"big\":9223372036854775808,\"t\":true}"));
    assert_str(json_str(json_at(json_path(node, "a.b"), 1)), "x");
    assert_null(json_at(json_path(node, "a.b"), 3));
    assert_null(json_path(node, "a.b.c.d"));
    assert_null(json_get(node, "n"));
    assert_null(json_get(NULL, "n"));
    assert_str(json_get_str(node, "big"), "9223372036854775808"); /* no digit is lost */
    assert_int_equal(json_get_i64(node, "big", -7), -7);
    assert_true(json_get_bool(node, "t", false));
    assert_true(json_get_bool(node, "a", true));
}

static void test_a_node_is_written_as_it_was(void **state)
{
    (void)state;
    static const char text[] = "{\"a\":[1,2.50,{\"b\":\"\xC5\xB5\\\"\\n\"},[],{}],\"c\":{\"d\":null,\"e\":[false]}}";
    struct buf buf = BUF("json", 1 << 16);
    struct json_out out = json_out_new(&buf, false);
    json_out_node(&out, parsed(str_from(text)));
    assert_str(buf_str(&buf), text);
    buf_free(&buf);
}

static void test_numbers_are_written_short(void **state)
{
    (void)state;
    static const struct {
        double value;
        int decimals;
        const char *text;
    } cases[] = {{0.5, 3, "0.5"}, {-0.0004, 3, "0"}, {100, 2, "100"}, {1.005, 1, "1"}, {-2.25, 2, "-2.25"}, {0, 0, "0"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf buf = BUF("json", 256);
        struct json_out out = json_out_new(&buf, false);
        json_out_double(&out, cases[i].value, cases[i].decimals);
        assert_str(buf_str(&buf), cases[i].text);
        buf_free(&buf);
    }
}

static void test_numbers_round_as_printf_rounds(void **state)
{
    (void)state;
    uint64_t random = 1;
    struct buf buf = BUF("json", 256);
    for (int i = 0; i < 20000; i++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        double whole = (double)(int64_t)(random >> 44), value = i % 2 ? whole / 65536 : whole / 2000 - 100; /* ties too */
        char text[64];
        snprintf(text, sizeof text, "%.*f", i % 8, value);
        buf_clear(&buf);
        struct json_out out = json_out_new(&buf, false);
        json_out_double(&out, value, i % 8);
        double written;
        assert_true(str_to_double(buf_str(&buf), &written));
        assert_true(written == strtod(text, NULL));
    }
    buf_free(&buf);
}

static void test_signs_and_controls_are_escaped(void **state)
{
    (void)state;
    struct buf buf = BUF("json", 256);
    struct json_out out = json_out_new(&buf, false);
    json_out_open(&out, '{');
    json_out_key(&out, "a\"b");
    json_out_str(&out, (struct str){"\\\b\f\n\r\t\0\x1f\x7f", 9});
    json_out_close(&out, '}');
    assert_str(buf_str(&buf), "{\"a\\\"b\":\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001F\x7f\"}");
    buf_free(&buf);
}

static void test_pretty_is_indented(void **state)
{
    (void)state;
    struct buf buf = BUF("json", 256);
    struct json_out out = json_out_new(&buf, true);
    json_out_node(&out, parsed(STR("{\"a\":[1,{\"d\":null}],\"b\":{\"c\":-9223372036854775807}}")));
    assert_str(buf_str(&buf), "{\n  \"a\": [\n    1,\n    {\n      \"d\": null\n    }\n  ],\n  \"b\": {\n    \"c\": -9223372036854775807\n  }\n}\n");
    buf_clear(&buf);
    out = json_out_new(&buf, false);
    json_out_i64(&out, INT64_MIN);
    assert_str(buf_str(&buf), "-9223372036854775808");
    buf_free(&buf);
}

static void test_text_that_is_not_utf8_is_repaired(void **state)
{
    (void)state;
    struct buf buf = BUF("json", 256);
    struct json_out out = json_out_new(&buf, false);
    json_out_str(&out, STR("a\xff" "b</script>"));
    assert_non_null(parsed(buf_str(&buf)));
    assert_memory_equal(buf.data, "\"a\xEF\xBF\xBD" "b<", 7);
    buf_free(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nesting_has_a_ceiling),
        cmocka_unit_test(test_values_have_a_ceiling),
        cmocka_unit_test(test_not_json_names_the_byte),
        cmocka_unit_test(test_surrogates_and_nul),
        cmocka_unit_test(test_looking_up_never_fails),
        cmocka_unit_test(test_a_node_is_written_as_it_was),
        cmocka_unit_test(test_numbers_are_written_short),
        cmocka_unit_test(test_numbers_round_as_printf_rounds),
        cmocka_unit_test(test_signs_and_controls_are_escaped),
        cmocka_unit_test(test_pretty_is_indented),
        cmocka_unit_test(test_text_that_is_not_utf8_is_repaired),
    };
    return cmocka_run_group_tests(tests, NULL, down);
}
