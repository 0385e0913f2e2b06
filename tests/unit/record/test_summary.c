/* SPDX-License-Identifier: MIT */
#include "record/summary.h"

#include "unit/unit.h"

static struct json *parsed(struct str text, struct arena *arena)
{
    struct json *node;
    struct err err;
    if (!json_parse(text, arena, &node, &err))
        fail_msg("%s", err.text);
    return node;
}

static struct str written(const struct summary *summary, struct arena *arena)
{
    struct buf buf = BUF("summary", 1 << 20);
    struct json_out out = json_out_new(&buf, false);
    summary_to_json(summary, &out);
    struct str text = arena_str(arena, buf_str(&buf));
    buf_free(&buf);
    return text;
}

static struct summary *full(struct arena *arena)
{
    struct summary *one = ARENA_NEW(arena, struct summary);
    struct summary_mood mood = {true, -41.5, -60, -20.25, 12, 15};
    one->id = STR("day:2026-09-26"), one->period = STR("day"), one->analyser = STR("1.0.0+rules:1");
    one->rules = (struct summary_rules){.at_ms = 1790000000000, .posts = 3, .before = mood, .after = mood};
    one->from_ms = 1, one->to_ms = 2, one->complete = true;
    one->people = 12, one->posts = 15, one->reposts = 3, one->late = 4;
    one->by_class[READING_COMPLAINT] = 7, one->by_class[READING_UNSURE] = 1;
    one->welsh_people = 5, one->english_people = 6, one->welsh_waiting = 2;
    one->temperature = mood;
    one->earlier[one->earlier_count++] = mood;
    one->earlier[one->earlier_count++] = (struct summary_mood){.people = 2, .posts = 2};
    struct summary_cell *cell = &one->cells[one->cell_count++];
    *cell = (struct summary_cell){.issue = STR("roads.pothole"),
                                  .place = STR("w1"),
                                  .place_name = STR("Ponthaf"),
                                  .place_name_cy = STR("Pont-haf"),
                                  .class_ = READING_COMPLAINT,
                                  .people = 4,
                                  .posts = 5,
                                  .usual = 1.5,
                                  .temperature = mood};
    cell->quotes[cell->quote_count++] =
        (struct summary_quote){STR("m:1"), STR("https://x"), STR("Twll!"), STR("cy"), STR("toot"), 9};
    one->cells[one->cell_count++] = (struct summary_cell){.class_ = READING_CLASSES, .usual = -1, .people = 1};
    one->sources[one->source_count++] =
        (struct hearing){STR("toot"), STR("mastodon"), STR("failing"), STR("away"), STR("cause"), 7, 8, 6, 9};
    return one;
}

static void test_there_and_back(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct err err;
    struct summary *back = ARENA_NEW(&arena, struct summary);
    struct str first = written(full(&arena), &arena);
    assert_true(summary_from_json(parsed(first, &arena), &arena, back, &err));
    assert_true(back->temperature.known && back->temperature.low == -60);
    assert_false(back->earlier[1].known);
    assert_int_equal(back->by_class[READING_COMPLAINT], 7);
    assert_int_equal(back->cells[0].class_, READING_COMPLAINT);
    assert_int_equal(back->cells[1].class_, READING_CLASSES);
    assert_null(back->cells[1].issue.ptr);
    assert_true(back->cells[1].usual < 0);
    assert_str(back->cells[0].quotes[0].text, "Twll!");
    assert_str(back->sources[0].why, "away");
    assert_str(back->sources[0].cause, "cause");
    assert_int_equal(back->sources[0].silent_since_ms, 6);
    assert_true(str_eq(first, written(back, &arena)));
    arena_free(&arena);
}

static void test_refusals_name_the_field(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct err err = {0};
    struct summary *back = ARENA_NEW(&arena, struct summary);
    assert_false(summary_from_json(parsed(STR("{}"), &arena), &arena, back, &err));
    assert_memory_equal(err.text, "id:", 3);
    struct str bad = STR("{\"id\":\"x\",\"cells\":[{\"class\":\"rant\"}]}");
    assert_false(summary_from_json(parsed(bad, &arena), &arena, back, &err));
    assert_memory_equal(err.text, "cells: class", 12);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_refusals_name_the_field),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
