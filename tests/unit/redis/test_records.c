/* SPDX-License-Identifier: MIT */
#include "redis/records.h"

#include "base/clock.h"
#include "unit/redis/redis_fixture.h"

static struct redis_fixture fixture;
static struct arena arena;
static struct err err;

static void down(void)
{
    arena_free(&arena);
    redis_fixture_down(&fixture);
}

static bool fold(struct store *store, const char *from, const char *to, const struct records_blob *blobs,
                 size_t blob_count, const struct records_letter *letters, size_t letter_count)
{
    bool stale;
    OK(records_fold(store, 0, from ? str_from(from) : STR_NONE, str_from(to), blobs, blob_count, letters,
                    letter_count, &stale, &err));
    return !stale;
}

static void test_fold_is_all_or_nothing(void **state)
{
    (void)state;
    struct records_page page;
    struct str value;
    redis_fixture_up(&fixture, 1, 0);
    struct store *store = redis_fixture_open(&fixture, STORE_AGGREGATE);
    OK(records_position(store, 0, &arena, &value, &err));
    assert_null(value.ptr);
    struct records_blob blobs[] = {
        {STR("agg:hour"), STR("2026-09-26T10"), {"a\0b", 3}, 0},
        {STR("agg:hour"), STR("2026-09-26T09"), STR("x"), 0},
        {STR("incidents"), STR("i1"), STR("{}"), 0},
    };
    assert_true(fold(store, NULL, "5-0", blobs, 3, NULL, 0));
    assert_false(fold(store, NULL, "9-0", blobs, 1, NULL, 0)); /* somebody else folded */
    OK(records_position(store, 0, &arena, &value, &err));
    assert_str(value, "5-0");
    OK(records_all(store, 0, STR("agg:hour"), &arena, &page, &err));
    assert_int_equal(page.count, 2);
    assert_str(page.names[0], "2026-09-26T09");
    assert_int_equal(page.values[1].len, 3);
    assert_memory_equal(page.values[1].ptr, "a\0b", 3);
    blobs[0].value = STR_NONE;
    assert_true(fold(store, "5-0", "6-0", blobs, 1, NULL, 0));
    OK(records_get(store, 0, STR("agg:hour"), STR("2026-09-26T10"), &arena, &value, &err));
    assert_null(value.ptr);
    OK(records_get(store, 0, STR("incidents"), STR("i1"), &arena, &value, &err));
    assert_str(value, "{}");
    store_close(store);
    down();
}

static void test_blobs_expire(void **state)
{
    (void)state;
    struct records_page page;
    redis_fixture_up(&fixture, 1, 0);
    struct store *store = redis_fixture_open(&fixture, STORE_AGGREGATE);
    int64_t now_ms = clock_now_ms();
    struct records_blob blobs[] = {
        {STR("agg:day"), STR("old"), STR("x"), now_ms - 1},
        {STR("agg:day"), STR("new"), STR("x"), now_ms + 100000},
        {STR("agg:day"), STR("for ever"), STR("x"), 0},
    };
    assert_true(fold(store, NULL, "1-0", blobs, 3, NULL, 0));
    OK(records_all(store, 0, STR("agg:day"), &arena, &page, &err));
    assert_int_equal(page.count, 2);
    assert_str(page.names[0], "for ever");
    store_close(store);
    down();
}

static void test_a_letter_is_sent_once(void **state)
{
    (void)state;
    struct records_letter letter = {STR("alert:1"), STR("{\"a\":1}")}, *due;
    size_t count;
    bool added, sent;
    redis_fixture_up(&fixture, 2, 0);
    struct store *aggregate = redis_fixture_open(&fixture, STORE_AGGREGATE);
    struct store *mail = redis_fixture_open(&fixture, STORE_MAIL);
    assert_true(fold(aggregate, NULL, "1-0", NULL, 0, &letter, 1));
    OK(records_letter_add(mail, STR("digest:1"), STR("{}"), &added, &err));
    assert_true(added);
    OK(records_letter_add(mail, STR("digest:1"), STR("{}"), &added, &err));
    assert_false(added);
    OK(records_letters_due(mail, &arena, &due, &count, &err));
    assert_int_equal(count, 2);
    assert_str(due[0].id, "alert:1");
    assert_str(due[0].json, "{\"a\":1}");
    OK(records_letter_sent(mail, STR("alert:1"), &err));
    OK(records_letter_was_sent(mail, STR("alert:1"), &sent, &err));
    assert_true(sent);
    OK(records_letter_was_sent(mail, STR("digest:1"), &sent, &err));
    assert_false(sent);
    assert_true(fold(aggregate, "1-0", "2-0", NULL, 0, &letter, 1)); /* the aggregator tells it again */
    OK(records_letters_due(mail, &arena, &due, &count, &err));
    assert_int_equal(count, 1);
    assert_str(due[0].id, "digest:1");
    store_close(aggregate);
    store_close(mail);
    down();
}

static void test_sources_and_actions(void **state)
{
    (void)state;
    struct records_page page;
    redis_fixture_up(&fixture, 1, 0);
    struct store *collect = redis_fixture_open(&fixture, STORE_COLLECT);
    struct store *serve = redis_fixture_open(&fixture, STORE_SERVE);
    struct store *aggregate = redis_fixture_open(&fixture, STORE_AGGREGATE);
    OK(records_source_put(collect, STR("b"), STR("{\"n\":2}"), &err));
    OK(records_source_put(collect, STR("a"), STR("{\"n\":1}"), &err));
    OK(records_sources(serve, &arena, &page, &err));
    assert_int_equal(page.count, 2);
    assert_str(page.values[0], "{\"n\":1}");
    OK(records_source_remove(collect, STR("a"), &err));
    OK(records_sources(serve, &arena, &page, &err));
    assert_int_equal(page.count, 1);
    assert_str(page.names[0], "b");
    for (int i = 0; i < 3; i++)
        OK(records_action_add(serve, arena_printf(&arena, "{\"i\":%d}", i), &err));
    OK(records_actions(aggregate, STR_NONE, 2, &arena, &page, &err));
    assert_int_equal(page.count, 2);
    OK(records_actions(aggregate, page.names[1], 10, &arena, &page, &err));
    assert_int_equal(page.count, 1);
    assert_str(page.values[0], "{\"i\":2}");
    OK(records_actions_newest(serve, 2, &arena, &page, &err));
    assert_int_equal(page.count, 2);
    assert_str(page.values[0], "{\"i\":2}");
    store_close(collect);
    store_close(serve);
    store_close(aggregate);
    down();
}

static void test_looks_go_after_their_time(void **state)
{
    (void)state;
    struct records_page page;
    redis_fixture_up(&fixture, 1, 0);
    struct store *serve = redis_fixture_open(&fixture, STORE_SERVE);
    for (int i = 0; i < 300; i++)
        OK(records_look_add(serve, arena_printf(&arena, "{\"i\":%d}", i), CLOCK_DAY_MS, &err));
    OK(records_looks(serve, STR_NONE, 2, &arena, &page, &err));
    assert_int_equal(page.count, 2);
    assert_str(page.values[0], "{\"i\":299}");
    OK(records_looks(serve, page.names[1], 1, &arena, &page, &err));
    assert_str(page.values[0], "{\"i\":297}");
    for (int i = 0; i < 10; i++) /* kept until a day from now: all go, a part each time */
        OK(records_look_add(serve, STR("{}"), -CLOCK_DAY_MS, &err));
    OK(records_looks(serve, STR_NONE, 1000, &arena, &page, &err));
    assert_int_equal(page.count, 0);
    store_close(serve);
    down();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fold_is_all_or_nothing),
        cmocka_unit_test(test_blobs_expire),
        cmocka_unit_test(test_a_letter_is_sent_once),
        cmocka_unit_test(test_sources_and_actions),
        cmocka_unit_test(test_looks_go_after_their_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
