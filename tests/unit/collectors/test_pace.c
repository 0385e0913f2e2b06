/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include "base/clock.h"
#include "health.h"
#include "pace.h"

static const int64_t NOW = INT64_C(1795334400000); /* 2026-11-22T08:00:00Z */

static int64_t wish(int status, const char *name, const char *value, const char *name2, const char *value2)
{
    struct source_header headers[] = {{str_from(name), str_from(value)}, {str_from(name2), str_from(value2)}};
    struct source_reply reply = {.status = status, .headers = headers, .header_count = 2};
    int64_t at = pace_wish(&reply, NOW);
    return at == 0 ? 0 : (at - NOW) / 1000;
}

static void test_wishes(void **state)
{
    (void)state;
    assert_int_equal(wish(429, "Retry-After", "120", "", ""), 120);
    assert_int_equal(wish(503, "retry-after", "Sun, 22 Nov 2026 08:05:00 GMT", "", ""), 300);
    assert_int_equal(wish(200, "Retry-After", "120", "", ""), 0);
    assert_int_equal(wish(429, "Retry-After", "999999999", "", ""), 0); /* a time long ago */
    assert_int_equal(wish(429, "Retry-After", "9999999", "", ""), 86400);
    assert_int_equal(wish(200, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "2026-11-22T08:05:00.123456Z"), 300);
    assert_int_equal(wish(200, "RateLimit-Remaining", "0", "RateLimit-Reset", "1795334500"), 100);
    assert_int_equal(wish(200, "RateLimit-Remaining", "0", "RateLimit-Reset", "60"), 60);
    assert_int_equal(wish(200, "RateLimit-Remaining", "3", "RateLimit-Reset", "60"), 0);
    assert_int_equal(wish(200, "x-ratelimit-remaining", "0.0", "x-ratelimit-reset", "77"), 77);
    assert_int_equal(wish(200, "RateLimit", "\"default\";r=0;t=30", "", ""), 30);
    assert_int_equal(wish(200, "X-App-Usage", "{\"call_count\":20,\"total_time\":95}", "", ""), 3600);
    assert_int_equal(wish(200, "X-App-Usage", "{\"call_count\":80}", "", ""), 600);
    assert_int_equal(wish(200, "X-App-Usage", "{\"call_count\":74}", "", ""), 0);
    assert_int_equal(wish(200, "X-App-Usage", "not JSON", "", ""), 0);
}

static int64_t fresh_s(const char *control, const char *expires, const char *age)
{
    struct source_header headers[] = {{STR("Cache-Control"), str_from(control)}, {STR("Expires"), str_from(expires)},
                                      {STR("Age"), str_from(age)}, {STR("Date"), STR("Sun, 22 Nov 2026 09:00:00 GMT")}};
    struct source_reply reply = {.status = 200, .headers = headers, .header_count = 4};
    int64_t at = pace_fresh_until(&reply, NOW);
    return at == 0 ? 0 : (at - NOW) / 1000;
}

static void test_what_stays_fresh_is_not_asked_for(void **state)
{
    (void)state;
    assert_int_equal(fresh_s("public, Max-Age=1800", "", ""), 1800);
    assert_int_equal(fresh_s("max-age=1800", "", "600"), 1200);
    assert_int_equal(fresh_s("max-age=0", "Sun, 22 Nov 2026 10:00:00 GMT", ""), 0);
    assert_int_equal(fresh_s("no-cache, max-age=1800", "", ""), 0);
    assert_int_equal(fresh_s("private", "Sun, 22 Nov 2026 09:30:00 GMT", ""), 1800); /* by the server's own clock */
    assert_int_equal(fresh_s("", "0", ""), 0);
    assert_int_equal(fresh_s("max-age=9223372036854775807", "", ""), 86400);
    assert_int_equal(fresh_s("max-age=-9223372036854775808", "", "9223372036854775807"), 0);
    assert_int_equal(fresh_s("s-maxage=100, max-age=", "", ""), 0);
}

static void test_backs_off_but_never_for_good(void **state)
{
    (void)state;
    struct pace pace = {0};
    struct err away = {.kind = ERR_AGAIN};
    int64_t longest = 0;
    for (int i = 0; i < 100; i++) {
        pace_plan(&pace, CLOCK_MINUTE_MS, 0, &away, NOW, 0.999);
        int64_t wait = pace.next_poll_ms - NOW;
        assert_true(wait >= longest || wait > 3500 * CLOCK_SECOND_MS);
        longest = wait;
    }
    assert_true(longest <= PACE_BACKOFF_MOST_MS);
    pace_plan(&pace, CLOCK_MINUTE_MS, 0, NULL, NOW, 0.5);
    assert_int_equal(pace.failures, 0);
    assert_in_range(pace.next_poll_ms - NOW, CLOCK_MINUTE_MS, CLOCK_MINUTE_MS * 11 / 10);
}

static void test_hosts_rest_apart(void **state)
{
    (void)state;
    struct pace pace = {0};
    struct source_header header = {STR("Retry-After"), STR("60")};
    struct source_reply reply = {.status = 429, .headers = &header, .header_count = 1};
    pace_learn(&pace, STR("a.example"), &reply, NOW, 0);
    assert_int_equal(pace_rests_until(&pace, STR("A.example"), NOW), NOW + 60000);
    assert_int_equal(pace_rests_until(&pace, STR("b.example"), NOW), 0);
    assert_int_equal(pace_rests_until(&pace, STR("a.example"), NOW + 60000), 0);
}

static void test_moves_when_it_is_sure(void **state)
{
    (void)state;
    struct pace pace = {0};
    for (int i = 0; i < PACE_MOVED_SURE; i++) {
        assert_str(pace_address(&pace, STR("https://a/")), "https://a/");
        pace_moved(&pace, STR("https://a/"), STR("https://b/"));
    }
    assert_str(pace_address(&pace, STR("https://a/")), "https://b/");
    pace_moved(&pace, STR("https://a/"), STR_NONE);
    assert_str(pace_address(&pace, STR("https://a/")), "https://a/");
}

static void test_health_comes_back_as_it_was(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct health *health = health_new(), *again = health_new();
    static const struct source_kind kind = {.section = {.name = "rss"}};
    struct source source = {.kind = &kind, .name = STR("the paper")};
    struct source_header headers[] = {{STR("ETag"), STR("W/\"a\\\"b\"")}, {STR("Last-Modified"), STR("some day")}};
    struct source_reply reply = {.status = 200, .headers = headers, .header_count = 2};
    health_keep_validators(health, STR("https://x/feed"), &reply);
    pace_learn(&health->pace, STR("x"), &(struct source_reply){.status = 429}, NOW, 0.5);
    struct err err = {ERR_AGAIN, "HTTP 503"};
    health_failed(health, &err, 503);
    health_read(health_write(&arena, &source, health, NOW), again);
    struct fetch_validators validators = health_validators(again, STR("https://x/feed"));
    assert_str(validators.etag, "W/\"a\\\"b\"");
    assert_str(validators.last_modified, "some day");
    assert_null(health_validators(again, STR("https://x/other")).etag.ptr);
    assert_int_equal(again->pace.hosts[0].not_before_ms, health->pace.hosts[0].not_before_ms);
    assert_string_equal(health_state(again, NOW), "failing");
    assert_string_equal(again->why, "trouble");
    free(health);
    free(again);
    arena_free(&arena);
}

/* Twenty posts an hour by day, none by night: a quiet night is no silence, a quiet morning is. */
static void test_silence(void **state)
{
    (void)state;
    struct health *health = health_new();
    int64_t start = NOW - 30 * CLOCK_DAY_MS, now = start;
    for (; now < start + 21 * CLOCK_DAY_MS; now += 10 * CLOCK_MINUTE_MS) {
        int hour = clock_local(now).hour;
        bool lively = hour >= 8 && hour < 22;
        rhythm_learn(&health->rhythm, lively ? 3 : 0, now);
        health->posts += lively;
        health->last_post_ms = lively ? now : health->last_post_ms;
    }
    int64_t day = clock_day_start(now), last = health->last_post_ms;
    assert_true(now - last > 9 * CLOCK_HOUR_MS); /* eight in the morning, nothing since ten at night */
    assert_string_equal(health_state(health, day + 8 * CLOCK_HOUR_MS), "ok");
    assert_string_equal(health_state(health, day + 9 * CLOCK_HOUR_MS), "deaf");
    health->cause[0] = '\0';
    health->last_post_ms = day + 12 * CLOCK_HOUR_MS;
    assert_string_equal(health_state(health, day + 13 * CLOCK_HOUR_MS), "ok");
    assert_string_equal(health_state(health, day + 15 * CLOCK_HOUR_MS), "silent");
    assert_string_equal(health_state(health, day + 20 * CLOCK_HOUR_MS), "deaf");
    free(health);
}

/* A source that stopped is news for as long as it is so, and not until its silence is what is usual. */
static void test_silence_is_not_learned(void **state)
{
    (void)state;
    struct health *health = health_new();
    int64_t now = NOW - 120 * CLOCK_DAY_MS, last = now + 20 * CLOCK_DAY_MS;
    for (; now < last; now += CLOCK_HOUR_MS) {
        bool heard = clock_local(now).hour % 12 == 9; /* two a day */
        health_learn(health, heard, true, now);
        health->posts += heard;
        health->last_post_ms = heard ? now : health->last_post_ms;
    }
    bool was_news = false;
    for (; now < last + 90 * CLOCK_DAY_MS; now += CLOCK_HOUR_MS) {
        health_learn(health, 0, now % (7 * CLOCK_HOUR_MS) != 0, now);
        bool is_news = strcmp(health_state(health, now), "ok") != 0;
        assert_true(is_news || !was_news);
        was_news = is_news;
    }
    assert_string_equal(health_state(health, now), "deaf");
    free(health);
}

/* Hours in which it could not be asked say nothing of what is usual. */
static void test_outages_are_not_learned(void **state)
{
    (void)state;
    struct health *health = health_new();
    int64_t now = NOW - 60 * CLOCK_DAY_MS;
    for (int hour = 0; hour < 20 * 24; hour++, now += CLOCK_HOUR_MS)
        health_learn(health, 3, true, now);
    double before = rhythm_expected(&health->rhythm, now, now + CLOCK_DAY_MS);
    health->last_post_ms = now;
    for (int hour = 0; hour < 10 * 24; hour++, now += CLOCK_HOUR_MS)
        health_learn(health, 0, false, now);
    assert_true(rhythm_expected(&health->rhythm, now, now + CLOCK_DAY_MS) == before);
    free(health);
}

/* A hashtag with a slip of the pen answers for ever, and never with anything. */
static void test_never_heard(void **state)
{
    (void)state;
    struct health *health = health_new();
    health->first_poll_ms = NOW - 13 * CLOCK_DAY_MS;
    assert_string_equal(health_state(health, NOW), "ok");
    assert_string_equal(health_state(health, NOW + 2 * CLOCK_DAY_MS), "deaf");
    health->brought = true;
    assert_string_equal(health_state(health, NOW + 2 * CLOCK_DAY_MS), "ok");
    health->brought = false;
    health->posts = 1;
    assert_string_equal(health_state(health, NOW + 2 * CLOCK_DAY_MS), "ok");
    free(health);
}

static void test_why(void **state)
{
    (void)state;
    static const struct {
        enum err_kind kind;
        int status;
        const char *why;
    } rows[] = {{ERR_CONFIG, 401, "refused"}, {ERR_CONFIG, 404, "missing"}, {ERR_AGAIN, 502, "trouble"},
                {ERR_AGAIN, 0, "away"},       {ERR_INPUT, 200, "unreadable"}, {ERR_AGAIN, 200, "unreadable"},
                {ERR_LIMIT, 200, "large"},    {ERR_CONFIG, 0, "setting"}};
    struct health *health = health_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        health_failed(health, &(struct err){.kind = rows[i].kind, .text = "said"}, rows[i].status);
        assert_string_equal(health->why, rows[i].why);
    }
    health_said(health, "closed", STR("closed its hashtags"));
    assert_string_equal(health->why, "closed");
    health_said(health, NULL, STR_NONE);
    assert_string_equal(health->why, "");
    free(health);
}

/* A folder of last month's files, a paper that has stopped: it answers, and yet nothing of it is heard. */
static void test_only_old_posts(void **state)
{
    (void)state;
    struct health *health = health_new();
    health_left_out(health, 3275);
    health_said(health, NULL, STR_NONE);
    health_left_out(health, 0);
    assert_string_equal(health->why, "old");
    assert_string_equal(health_state(health, NOW), "deaf");
    health_said(health, NULL, STR_NONE);
    health->posts = 1;
    health_left_out(health, 3275);
    assert_string_equal(health_state(health, NOW), "ok");
    free(health);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wishes),
        cmocka_unit_test(test_what_stays_fresh_is_not_asked_for),
        cmocka_unit_test(test_backs_off_but_never_for_good),
        cmocka_unit_test(test_hosts_rest_apart),
        cmocka_unit_test(test_moves_when_it_is_sure),
        cmocka_unit_test(test_health_comes_back_as_it_was),
        cmocka_unit_test(test_silence),
        cmocka_unit_test(test_silence_is_not_learned),
        cmocka_unit_test(test_outages_are_not_learned),
        cmocka_unit_test(test_never_heard),
        cmocka_unit_test(test_why),
        cmocka_unit_test(test_only_old_posts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
