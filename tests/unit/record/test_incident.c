/* SPDX-License-Identifier: MIT */
#include "record/incident.h"

#include "unit/unit.h"

static struct json *parsed(struct str text, struct arena *arena)
{
    struct json *node;
    struct err err;
    if (!json_parse(text, arena, &node, &err))
        fail_msg("%s", err.text);
    return node;
}

static struct str written(const struct incident *incident, struct arena *arena)
{
    struct buf buf = BUF("incident", 1 << 20);
    struct json_out out = json_out_new(&buf, false);
    incident_to_json(incident, &out);
    struct str text = arena_str(arena, buf_str(&buf));
    buf_free(&buf);
    return text;
}

static struct incident *full(struct arena *arena)
{
    struct incident *one = ARENA_NEW(arena, struct incident);
    *one = (struct incident){.id = STR("waste.missed-collection:ward-1:1789000000"),
                             .issue = STR("waste.missed-collection"),
                             .place = STR("ward-1"),
                             .place_name = STR("Ponthaf"),
                             .place_name_cy = STR("Pont-haf"),
                             .kind = STR("complaint"),
                             .state = INCIDENT_OPEN,
                             .urgent = true,
                             .first_seen_ms = 1,
                             .opened_ms = 2,
                             .updated_ms = 3,
                             .quiet_ms = 4,
                             .resolved_ms = 5,
                             .acked_ms = 6,
                             .snoozed_until_ms = 7,
                             .acked_by = STR("Siân"),
                             .merged_into = STR("other"),
                             .people = 21,
                             .posts = 34,
                             .expected = 1.25,
                             .p = 3.5e-9,
                             .window_h = 6,
                             .window_people = 20,
                             .window_usual = 1.125,
                             .reposts_not_counted = 8,
                             .loud_not_counted = 9,
                             .late = 4,
                             .hourly_from_ms = 10};
    one->words[one->word_count++] = STR("biniau");
    one->channels[one->channel_count++] = (struct incident_share){STR("mastodon"), 20};
    one->languages[one->language_count++] = (struct incident_share){STR("cy"), 11};
    one->wards[one->ward_count++] = (struct incident_share){STR("ward-1"), 12};
    one->shown[one->shown_count++] =
        (struct incident_post){STR("m:1"), STR("https://x"), STR("Ble mae'r bin?"), STR("cy"), STR("mastodon"),
                               STR("toot"), 99};
    one->log[one->log_count++] =
        (struct incident_step){11, STR("opened"), STR("Siân"), STR("a note"), 21, 1.25, 3.5e-9};
    one->hourly[0] = 3, one->hourly_usual[0] = 0.5, one->hourly_count = 1;
    return one;
}

static void test_there_and_back(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct err err;
    struct incident *back = ARENA_NEW(&arena, struct incident);
    struct str first = written(full(&arena), &arena);
    assert_true(incident_from_json(parsed(first, &arena), &arena, back, &err));
    assert_int_equal(back->state, INCIDENT_OPEN);
    assert_int_equal(back->people, 21);
    assert_int_equal(back->snoozed_until_ms, 7);
    assert_true(back->p > 3.4e-9 && back->p < 3.6e-9);
    assert_str(back->shown[0].text, "Ble mae'r bin?");
    assert_str(back->log[0].by, "Siân");
    assert_true(back->hourly_usual[0] == 0.5);
    struct str second = written(back, &arena);
    assert_true(str_eq(first, second));
    arena_free(&arena);
}

static void test_absent_stays_absent(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct err err;
    struct incident one = {.id = STR("x"), .state = INCIDENT_CANDIDATE}, *back = ARENA_NEW(&arena, struct incident);
    struct str text = written(&one, &arena);
    assert_int_equal(str_find_str(text, STR("place"), 0), text.len);
    assert_true(incident_from_json(parsed(text, &arena), &arena, back, &err));
    assert_null(back->place.ptr);
    arena_free(&arena);
}

static void test_refusals_name_the_field(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct err err = {0};
    struct incident *back = ARENA_NEW(&arena, struct incident);
    assert_false(incident_from_json(parsed(STR("{\"state\":\"open\"}"), &arena), &arena, back, &err));
    assert_int_equal(err.kind, ERR_INPUT);
    assert_memory_equal(err.text, "id:", 3);
    assert_false(incident_from_json(parsed(STR("{\"id\":\"x\",\"state\":\"no\"}"), &arena), &arena, back, &err));
    assert_memory_equal(err.text, "state:", 6);
    assert_false(incident_from_json(parsed(STR("[1]"), &arena), &arena, back, &err));
    arena_free(&arena);
}

static void test_too_many_are_cut(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct err err;
    struct buf buf = BUF("incident", 1 << 20);
    buf_printf(&buf, "{\"id\":\"x\",\"state\":\"open\",\"hourly\":{\"people\":[");
    for (int i = 0; i < 500; i++)
        buf_printf(&buf, "%s%d", i ? "," : "", i);
    buf_printf(&buf, "],\"usual\":[1,2,3]},\"words\":[");
    for (int i = 0; i < 500; i++)
        buf_printf(&buf, "%s\"w\"", i ? "," : "");
    buf_printf(&buf, "]}");
    struct incident *back = ARENA_NEW(&arena, struct incident);
    assert_true(incident_from_json(parsed(buf_str(&buf), &arena), &arena, back, &err));
    assert_int_equal(back->hourly_count, 3); /* as many as both lists have */
    assert_int_equal(back->word_count, INCIDENT_WORDS_MOST);
    buf_free(&buf);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_absent_stays_absent),
        cmocka_unit_test(test_refusals_name_the_field),
        cmocka_unit_test(test_too_many_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
