/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include "record/reading.h"

static const struct reading whole = {
    .id = STR_INIT("rss:https://example.org/\"a\"\n"),
    .language = STR_INIT("cy"),
    .language_confidence = 0.999,
    .sentiment = -0.0001,
    .sentiment_confidence = 1,
    .label = READING_NEUTRAL,
    .class_ = READING_QUESTION,
    .class_confidence = 0.5,
    .urgent = true,
    .issues = {{STR_INIT("waste.missed-collection"), 0.991}, {STR_INIT("roads.ice"), 0.1}},
    .issue_count = 2,
    .places = {{.id = STR_INIT("p1"), .name = STR_INIT("Tŷ \"Gwyn\""), .kind = STR_INIT("street"), .ward = STR_INIT("w")},
               {.id = STR_INIT("p2"), .name = STR_INIT("Môr")}},
    .place_count = 2,
    .evidence = {{"place:Tŷ\\", 0, 5, 1}, {"sentiment", 18, 1u << 30, -0.217}},
    .evidence_count = 2,
    .analyser = STR_INIT("1.0.0+rules:9f3c"),
    .likeness = 0x0123456789abcdef,
};

static void write(struct buf *buf, const struct reading *reading)
{
    struct json_out out = json_out_new(buf, false);
    reading_to_json(reading, &out);
}

/* The bytes are those that yajl makes of the same values. */
static void assert_as_yajl(const struct reading *reading)
{
    struct err err;
    struct arena arena = {0};
    struct json *json;
    struct buf form = BUF("form", 1 << 16), again = BUF("again", 1 << 16);
    write(&form, reading);
    assert_true(json_parse(buf_str(&form), &arena, &json, &err));
    struct json_out out = json_out_new(&again, false);
    json_out_node(&out, json);
    assert_string_equal(form.data, again.data);
    buf_free(&form);
    buf_free(&again);
    arena_free(&arena);
}

static void test_a_reading_is_written_as_yajl_writes_it(void **state)
{
    (void)state;
    struct reading bare = {.id = STR("text:1"), .language = STR("und")};
    assert_as_yajl(&whole);
    assert_as_yajl(&bare);
}

static void test_a_reading_comes_back(void **state)
{
    (void)state;
    struct err err;
    struct arena arena = {0};
    struct json *json;
    struct reading back;
    struct buf first = BUF("first", 1 << 16), second = BUF("second", 1 << 16);
    write(&first, &whole);
    assert_true(json_parse(buf_str(&first), &arena, &json, &err));
    assert_true(reading_from_json(json, &arena, &back, &err));
    assert_true(str_eq(back.id, whole.id) && str_eq(back.places[0].name, whole.places[0].name));
    assert_null(back.places[1].ward.ptr);
    assert_int_equal(back.likeness, whole.likeness);
    assert_int_equal(back.evidence[1].end, whole.evidence[1].end);
    write(&second, &back);
    assert_string_equal(first.data, second.data);
    buf_free(&first);
    buf_free(&second);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_reading_is_written_as_yajl_writes_it),
        cmocka_unit_test(test_a_reading_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
