/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include "base/json_form.h"
#include "base/json_out.h"

static void assert_as_json_out(struct str text)
{
    struct buf form = BUF("form", 1 << 16), plain = BUF("plain", 1 << 16);
    struct json_out out = json_out_new(&plain, false);
    json_form_str(&form, text);
    json_out_str(&out, text);
    assert_true(str_eq(buf_str(&form), buf_str(&plain)));
    buf_free(&form);
    buf_free(&plain);
}

static void test_every_byte_at_every_place_is_written_as_json_out_writes_it(void **state)
{
    (void)state;
    char text[24];
    for (size_t len = 0; len <= sizeof text; len++)
        for (size_t at = 0; at < len; at++)
            for (int byte = 0; byte < 256; byte++) {
                memset(text, 'a', sizeof text);
                text[at] = (char)byte;
                assert_as_json_out((struct str){text, len});
            }
    assert_as_json_out(STR(""));
    assert_as_json_out(STR_NONE);
    assert_as_json_out(STR("Tŷ'r ysgol, Llangefni: \"môr\""));
}

static void test_a_form_is_a_value_among_others(void **state)
{
    (void)state;
    struct buf buf = BUF("form", 1 << 10);
    struct json_out out = json_out_new(&buf, false);
    json_out_open(&out, '{');
    json_out_member_i64(&out, "a", 1);
    json_out_key(&out, "b");
    char *at = json_form_open(json_out_form(&out), 20 + 2 * JSON_FORM_NUMBER);
    at = json_form_double(JSON_FORM(at, "{\"weight\":"), -0.25, 3);
    at = json_form_i64(JSON_FORM(at, ",\"start\":"), -12);
    json_form_close(&buf, JSON_FORM(at, "}"));
    json_out_member_bool(&out, "c", true);
    json_out_close(&out, '}');
    assert_string_equal(buf.data, "{\"a\":1,\"b\":{\"weight\":-0.25,\"start\":-12},\"c\":true}");
    buf_free(&buf);
}

static void test_a_ceiling_is_told_of(void **state)
{
    (void)state;
    struct err err;
    struct buf buf = BUF("form", 12);
    json_form_str(&buf, STR("twelve bytes"));
    assert_false(buf_ok(&buf, &err));
    assert_null(json_form_open(&buf, 1));
    buf_free(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_byte_at_every_place_is_written_as_json_out_writes_it),
        cmocka_unit_test(test_a_form_is_a_value_among_others),
        cmocka_unit_test(test_a_ceiling_is_told_of),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
