/* SPDX-License-Identifier: MIT */
#include "play.h"

#define TOOTS "mastodon \"x\" { server = \"https://a.example/\" hashtags = {\"Aberwen\"} }\n"
#define STATUS(id, more)                                                                                            \
    "{\"id\":\"" id "\",\"uri\":\"https://a.example/s/" id "\",\"url\":\"https://a.example/@x/" id "\",\"created_at\":"   \
    "\"2026-11-22T07:00:00.000Z\",\"visibility\":\"public\",\"content\":\"<p>Number " id "</p>\",\"account\":"        \
    "{\"acct\":\"x\",\"url\":\"https://a.example/@x\"}" more "}"

static void test_pages_forward(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, TOOTS, "token");
    assert_str(play_ask(&play), "https://a.example/api/v1/timelines/tag/Aberwen?limit=40");
    struct source_header link = {STR("Link"), STR("<https://a.example/x?max_id=1>; rel=\"next\", "
                                                  "<https://a.example/x?min_id=12>; rel=\"prev\"")};
    assert_true(play_reply_headers(&play, 200, STR("[" STATUS("12", "") "," STATUS("9", "") "]"), &link, 1));
    assert_int_equal(play.answer.count, 2);
    assert_str(play_post(&play, 0)->text, "Number 12");
    assert_true(play.answer.more); /* looks again at what it has read */
    assert_true(play_asks(&play, "/api/v1/statuses?id[]="));
    assert_true(play_reply(&play, 200, "[" STATUS("12", "") "]"));
    assert_int_equal(play.answer.count, 2);
    assert_true(play_post(&play, 1)->deleted);
    assert_str(play_post(&play, 1)->id, "mastodon:https://a.example/s/9");
    assert_false(play.answer.more);
    assert_true(play_asks(&play, "min_id=12"));
    play_end(&play);
}

static void test_texts(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, TOOTS, "token");
    play_ask(&play);
    assert_true(play_reply(&play, 200,
                           "[" STATUS("1", ",\"spoiler_text\":\"Warning\",\"poll\":{\"options\":[{\"title\":\"Yes\"},{\"title\":\"No\"}]}")
                           "," STATUS("2", ",\"reblog\":" STATUS("1", "")) "," STATUS("3", ",\"in_reply_to_id\":\"1\"")
                           "," STATUS("4", ",\"in_reply_to_id\":\"77\",\"edited_at\":\"2026-11-22T07:30:00Z\"") "]"));
    assert_str(play_post(&play, 0)->text, "Warning\nNumber 1\nYes\nNo");
    assert_str(play_post(&play, 1)->repost_of, "https://a.example/s/1");
    assert_str(play_post(&play, 1)->text, "Number 1");
    assert_str(play_post(&play, 2)->reply_to, "https://a.example/s/1");
    assert_str(play_post(&play, 3)->reply_to, "77");
    assert_int_not_equal(play_post(&play, 3)->modified_ms, 0);
    play_end(&play);
}

static void test_private_never_comes_out(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, TOOTS, "token");
    play_ask(&play);
    assert_true(play_reply(&play, 200,
                           "[{\"id\":\"1\",\"uri\":\"u\",\"created_at\":\"2026-11-22T07:00:00Z\",\"visibility\":\"direct\","
                           "\"content\":\"secret\",\"account\":{}},{\"id\":\"3\",\"uri\":\"u3\",\"created_at\":\"2026-11-22T07:00:00Z\","
                           "\"visibility\":\"mutuals_only\",\"content\":\"for friends\",\"account\":{}}," STATUS("2", "") "]"));
    assert_int_equal(play.answer.count, 1);
    play_end(&play);
}

static void test_who_hides_from_searches_is_left_alone(void **state)
{
    (void)state;
    struct play play;
    const char *statuses = "[{\"id\":\"5\",\"uri\":\"u5\",\"created_at\":\"2026-11-22T07:00:00Z\",\"visibility\":\"public\","
                           "\"content\":\"five\",\"account\":{\"acct\":\"h\",\"noindex\":true}}," STATUS("4", "") "]";
    play_begin(&play, TOOTS, "token");
    play_ask(&play);
    assert_true(play_reply(&play, 200, statuses));
    assert_int_equal(play.answer.count, 1);
    assert_str(play_post(&play, 0)->text, "Number 4");
    assert_true(play_asks(&play, "id[]=4"));
    assert_false(play_asks(&play, "id[]=5"));
    play_end(&play);
    play_begin(&play, "mastodon \"x\" { server = \"https://a.example\" accounts = {\"h\"} }\n", "token");
    play_ask(&play);
    assert_true(play_reply(&play, 200, "{\"id\":\"77\"}"));
    assert_true(play_asks(&play, "/accounts/77/statuses"));
    assert_true(play_reply(&play, 200, statuses));
    assert_int_equal(play.answer.count, 2);
    play_end(&play);
}

static void test_a_closed_timeline_is_said(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, TOOTS, "token");
    play_ask(&play);
    assert_true(play_reply(&play, 200, "[]"));
    assert_true(play.answer.more);
    assert_true(play_asks(&play, "/api/v2/instance"));
    assert_true(play_reply(&play, 200, "{\"configuration\":{\"timelines_access\":{\"hashtag_feeds\":{\"local\":\"disabled\"}}}}"));
    assert_non_null(strstr(play.answer.notice.ptr, "closed its hashtags"));
    assert_false(play.answer.more);
    play_end(&play);
}

static void test_one_server_down_does_not_stop_another(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, "mastodon \"x\" { server = \"https://a.example\" also = {\"https://b.example\"} hashtags = {\"H\"} "
                      "accounts = {\"c@b.example\"} mentions = true search = {\"bins\"} token_file = \"secret\" }\n", "token");
    assert_true(play_asks(&play, "https://a.example/api/v1/timelines/tag/H"));
    assert_str(play.request.headers[0].value, "Bearer token");
    assert_true(play_reply(&play, 503, ""));
    assert_true(play_asks(&play, "https://b.example/api/v1/timelines/tag/H"));
    assert_int_equal(play.request.header_count, 0); /* the token is the first server's */
    assert_true(play_reply(&play, 200, "[" STATUS("5", "") "]"));
    assert_true(play_asks(&play, "https://a.example/api/v1/accounts/lookup?acct=c%40b.example"));
    assert_true(play_reply(&play, 200, "{\"id\":\"42\"}"));
    assert_true(play_asks(&play, "/api/v1/accounts/42/statuses"));
    assert_true(play_reply(&play, 200, "[]"));
    assert_true(play_asks(&play, "/api/v1/notifications?types[]=mention"));
    assert_true(play_reply(&play, 200, "[{\"id\":\"7\",\"type\":\"mention\",\"status\":" STATUS("6", "") "}]"));
    assert_int_equal(play.answer.count, 1);
    assert_true(play_asks(&play, "/api/v2/search?type=statuses&q=bins"));
    assert_true(play_reply(&play, 200, "{\"accounts\":[],\"statuses\":[],\"hashtags\":[]}"));
    assert_non_null(strstr(play.answer.notice.ptr, "503"));
    play_end(&play);
}

static void test_forgets_what_is_no_longer_kept(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, TOOTS, "token");
    play_ask(&play);
    assert_true(play_reply(&play, 200, "[" STATUS("12", "") "]"));
    assert_true(play_asks(&play, "/api/v1/statuses?id[]=12"));
    play.source.now_ms += 31 * CLOCK_DAY_MS;
    assert_true(play_asks(&play, "/api/v1/timelines/tag/Aberwen"));
    play_end(&play);
}

/* Nothing new; and once a day the server is asked whether it has closed this. */
static void quiet(struct play *play)
{
    play_ask(play);
    assert_true(play_reply(play, 200, "[]"));
    struct str next = play_ask(play);
    if (str_ends(next, STR("/api/v2/instance")))
        assert_true(play_reply(play, 200, "{}"));
}

/* Forty seen on a server that then goes away, one on another; the first is asked for by its address, not its place. */
static void test_looks_again_on_every_server(void **state)
{
    (void)state;
    struct play play;
    struct buf page = BUF("page", 1 << 20);
    play_begin(&play, "mastodon \"x\" { server = \"https://a.example\" also = {\"https://b.example\"} hashtags = {\"H\"} }\n", "token");
    play_ask(&play);
    for (int i = 0; i < 40; i++)
        buf_printf(&page, "%c{\"id\":\"%d\",\"uri\":\"https://a.example/s/%d\",\"created_at\":\"2026-11-22T07:00:00Z\","
                   "\"visibility\":\"public\",\"account\":{}}", i ? ',' : '[', 100 + i, i);
    buf_char(&page, ']');
    assert_true(play_reply_headers(&play, 200, buf_str(&page), NULL, 0));
    buf_free(&page);
    play_ask(&play);
    assert_true(play_reply(&play, 200, "[{\"id\":\"7\",\"uri\":\"https://b.example/s/7\",\"created_at\":"
                                       "\"2026-11-22T07:00:00Z\",\"visibility\":\"public\",\"account\":{}}]"));
    assert_true(play_asks(&play, "https://a.example/api/v1/statuses?id[]=100&"));
    assert_true(play_reply(&play, 503, ""));
    assert_false(play.answer.more);
    play.source.now_ms += 12 * CLOCK_HOUR_MS;
    quiet(&play);
    quiet(&play);
    assert_true(play_asks(&play, "https://a.example/api/v1/statuses?id[]=120&"));
    assert_true(play_reply(&play, 503, ""));
    play.source.now_ms += 12 * CLOCK_HOUR_MS;
    quiet(&play);
    quiet(&play);
    assert_true(play_asks(&play, "https://b.example/api/v1/statuses?id[]=7"));
    assert_true(play_reply(&play, 200, "[]"));
    assert_true(play_post(&play, 0)->deleted);
    assert_str(play_post(&play, 0)->native_id, "https://b.example/s/7");
    assert_true(play_asks(&play, "https://a.example/api/v1/statuses?id[]=100&"));
    assert_true(play_reply(&play, 404, ""));
    assert_true(play.answer.more);
    assert_true(play_asks(&play, "https://a.example/api/v1/statuses/100"));
    assert_true(play_reply(&play, 404, "<html>the page of a proxy</html>"));
    assert_int_equal(play.answer.count, 0);
    play.source.now_ms += 12 * CLOCK_HOUR_MS;
    quiet(&play);
    quiet(&play);
    assert_true(play_asks(&play, "https://a.example/api/v1/statuses/101"));
    assert_true(play_reply(&play, 404, "{\"error\":\"Record not found\"}"));
    assert_str(play_post(&play, 0)->native_id, "https://a.example/s/1");
    assert_true(play.answer.more);
    play_end(&play);
}

static void test_refused(void **state)
{
    (void)state;
    struct play play;
    play_refused("mastodon \"x\" { server = \"https://a.example\" }\n", "nothing to read");
    play_refused("mastodon \"x\" { server = \"a.example\" hashtags = {\"H\"} }\n", "https://");
    play_refused("mastodon \"x\" { server = \"https://a.example\" mentions = true }\n", "token_file");
    play_begin(&play, TOOTS, "token");
    play_ask(&play);
    assert_false(play_reply(&play, 401, "{}"));
    assert_int_equal(play.err.kind, ERR_CONFIG);
    assert_false(play_reply(&play, 200, "<!DOCTYPE html><html></html>"));
    assert_false(play_reply(&play, 200, "{\"error\":\"two\\nlines\\u001b[31m\"}"));
    assert_null(strchr(play.err.text, '\n'));
    assert_null(strchr(play.err.text, '\x1b'));
    play_end(&play);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages_forward),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_private_never_comes_out),
        cmocka_unit_test(test_who_hides_from_searches_is_left_alone),
        cmocka_unit_test(test_a_closed_timeline_is_said),
        cmocka_unit_test(test_one_server_down_does_not_stop_another),
        cmocka_unit_test(test_forgets_what_is_no_longer_kept),
        cmocka_unit_test(test_looks_again_on_every_server),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
