/* SPDX-License-Identifier: MIT */
#include "cursor.h"

#include "base/clock.h"
#include "unit/unit.h"

static struct arena arena;

/* One poll of an hour: how many requests for known ids it made, each for one id, all of them still there but `gone`. */
static int poll_once(struct str *text, int64_t now_ms, int fresh, int *first, const char *gone)
{
    struct source source = {.arena = &arena, .now_ms = now_ms};
    struct source_answer answer = {0};
    struct cursor *cursor = cursor_read(&source, *text, 1);
    for (int i = 0; i < fresh; i++) {
        struct post *post = source_post(&source, &answer);
        post->native_id = arena_printf(&arena, "%d", *first + i);
    }
    *first += fresh;
    cursor_remember(cursor, &answer);
    cursor_step_done(cursor, &answer, &source, STR("mark"), 1, 12 * CLOCK_HOUR_MS);
    int requests = 0;
    for (struct str id; answer.more && cursor_sweep(cursor, &id, 1) == 1; requests++) {
        struct source_answer swept = {0};
        if (!str_eq(id, str_from(gone)))
            source_post(&source, &swept)->native_id = id;
        cursor_swept(cursor, &swept, &source, 1);
        assert_int_equal(swept.count, str_eq(id, str_from(gone)) ? 1 : 0);
        answer.more = swept.more;
        cursor = cursor_read(&source, cursor_write(cursor), 1);
    }
    *text = cursor_write(cursor);
    return requests;
}

static void test_a_sweep_comes_in_shares(void **state)
{
    (void)state;
    struct str text = STR_NONE;
    int first = 0, most = 0, all = 0;
    int64_t now_ms = INT64_C(1795334400000);
    assert_int_equal(poll_once(&text, now_ms, 240, &first, "none"), 0);
    for (int hour = 1; hour <= 12; hour++) {
        int requests = poll_once(&text, now_ms + hour * CLOCK_HOUR_MS, 0, &first, "none");
        most = requests > most ? requests : most;
        all += requests;
    }
    assert_in_range(all, 240, 260);
    assert_true(most <= CURSOR_SWEEPS_MOST);
    arena_free(&arena);
}

/* However many there are, a poll is soon over; and whoever is gone is found within a day. */
static void test_what_is_new_need_not_wait(void **state)
{
    (void)state;
    struct str text = STR_NONE;
    int first = 0, all = 0;
    int64_t now_ms = INT64_C(1795334400000);
    poll_once(&text, now_ms, 1000, &first, "none");
    for (int tenth = 1; tenth <= 12 * 6; tenth++) {
        int requests = poll_once(&text, now_ms + tenth * 10 * CLOCK_MINUTE_MS, 0, &first, "999");
        assert_true(requests <= CURSOR_SWEEPS_MOST);
        all += requests;
    }
    assert_in_range(all, 850, 1100);
    for (int tenth = 73; tenth <= 24 * 6; tenth++)
        poll_once(&text, now_ms + tenth * 10 * CLOCK_MINUTE_MS, 0, &first, "999");
    struct source source = {.arena = &arena, .now_ms = now_ms};
    assert_int_equal(cursor_read(&source, text, 1)->known_count, 999);
    arena_free(&arena);
}

static void test_the_oldest_are_forgotten(void **state)
{
    (void)state;
    struct str text = STR_NONE;
    int first = 0;
    poll_once(&text, CLOCK_DAY_MS, CURSOR_KNOWN_MOST + 10, &first, "none");
    struct source source = {.arena = &arena, .now_ms = CLOCK_DAY_MS};
    const struct cursor *cursor = cursor_read(&source, text, 1);
    assert_int_equal(cursor->known_count, CURSOR_KNOWN_MOST);
    assert_str(cursor->known[0], "10");
    arena_free(&arena);
}

static void test_what_is_no_longer_kept_is_forgotten(void **state)
{
    (void)state;
    struct str text = STR_NONE;
    int first = 0;
    int64_t now_ms = INT64_C(1795334400000);
    poll_once(&text, now_ms, 3, &first, "none");
    poll_once(&text, now_ms + 20 * CLOCK_DAY_MS, 2, &first, "none");
    struct source source = {.arena = &arena, .now_ms = now_ms + 31 * CLOCK_DAY_MS, .keep_ms = 30 * CLOCK_DAY_MS};
    const struct cursor *cursor = cursor_read(&source, text, 1);
    assert_int_equal(cursor->known_count, 2);
    assert_str(cursor->known[0], "3");
    source.now_ms += 365 * CLOCK_DAY_MS;
    cursor = cursor_read(&source, text, 1);
    assert_int_equal(cursor->known_count, 0);
    assert_int_equal(cursor->step, 0);
    arena_free(&arena);
}

static void test_one_is_asked_for_before_its_turn(void **state)
{
    (void)state;
    struct str text = STR_NONE, id;
    int first = 0;
    poll_once(&text, CLOCK_DAY_MS, 5, &first, "none");
    struct source source = {.arena = &arena, .now_ms = CLOCK_DAY_MS};
    struct cursor *cursor = cursor_read(&source, text, 1);
    cursor_sweep_first(cursor, STR("3"));
    assert_int_equal(cursor_sweep(cursor, &id, 1), 1);
    assert_str(id, "3");
    struct source_answer answer = {0};
    cursor_sweep_kept(cursor, &answer);
    assert_int_equal(cursor->sweep_left, 0);
    cursor_sweep_first(cursor, STR("3")); /* again, though it was just asked for */
    assert_int_equal(cursor_sweep(cursor, &id, 1), 1);
    assert_str(id, "3");
    cursor_sweep_found(cursor, STR("1"));
    assert_str(cursor->known[0], "1");
    assert_int_equal(cursor->known_count, 5);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_sweep_comes_in_shares),
        cmocka_unit_test(test_what_is_new_need_not_wait),
        cmocka_unit_test(test_the_oldest_are_forgotten),
        cmocka_unit_test(test_what_is_no_longer_kept_is_forgotten),
        cmocka_unit_test(test_one_is_asked_for_before_its_turn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
