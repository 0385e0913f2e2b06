/* SPDX-License-Identifier: MIT */
#include "unit/collectors/play.h"

#define SECTION(more) "facebook \"f\" { pages = {\"55\"} token_file = \"secret\" " more " }\n"
#define NO_OBJECT "{\"error\":{\"message\":\"does not exist\",\"code\":100,\"error_subcode\":33}}"

static void test_feed_and_comments(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, SECTION(""), "TOK");
    assert_true(play_asks(&play, "https://graph.facebook.com/v25.0/55/feed?fields=id,message,"));
    assert_true(play_asks(&play, "&since=1794124800"));
    assert_str(play.request.bearer, "TOK");
    play_reply_file(&play, "facebook/feed.json");
    assert_int_equal(play.answer.count, 1); /* the other is for nobody else's eyes */
    assert_str(play_post(&play, 0)->native_id, "55_100");
    assert_int_equal(str_find_str(play.cursor, STR("SECRET"), 0), play.cursor.len);
    assert_true(play_asks(&play, "/v25.0/55_100/comments?filter=stream&order=reverse_chronological"));
    play_reply_file(&play, "facebook/comments.json");
    assert_int_equal(play.answer.count, 2);
    const struct post *post = play_post(&play, 0);
    assert_str(post->reply_to, "100_6");
    assert_str(post->url, "https://www.facebook.com/55/posts/100/?comment_id=6&reply_comment_id=7");
    assert_str(post->author_name, "Siân");
    post = play_post(&play, 1);
    assert_str(post->native_id, "100_6");
    assert_str(post->reply_to, "55_100");
    assert_true(play_asks(&play, "/55_099/comments"));
    assert_true(play_reply(&play, 400, NO_OBJECT)); /* deleted meanwhile */
    assert_true(play_asks(&play, "/55/feed?"));
    assert_true(play_asks(&play, "&until=1795000000&__paging_token=tok"));
    assert_true(play_reply(&play, 200, "{\"data\":[]}"));
    assert_false(play.answer.more);
    play_ask(&play);
    play_reply_file(&play, "facebook/feed.json"); /* nothing moved: no comments are asked for */
    assert_true(play_asks(&play, "until=1795000000"));
    play_moves_on(&play, CLOCK_HOUR_MS); /* a cursor of an hour ago is not used again */
    play_ask(&play);
    assert_int_equal(str_find_str(play.request.url, STR("until"), 0), play.request.url.len);
    play_end(&play);
}

static void test_deleted_ones_are_swept(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, SECTION("recheck = \"1h\""), "TOK");
    play_ask(&play);
    assert_true(play_reply(&play, 200, "{\"data\":[{\"id\":\"55_1\",\"created_time\":\"2026-11-22T07:00:00+0000\"}]}"));
    play_ask(&play);
    assert_true(play_reply(&play, 200, "{\"data\":[]}"));
    assert_false(play.answer.more);
    play_moves_on(&play, CLOCK_HOUR_MS);
    play_ask(&play);
    assert_true(play_reply(&play, 200, "{\"data\":[]}"));
    assert_true(play_asks(&play, "/v25.0/55_1?fields="));
    assert_true(play_reply(&play, 400, NO_OBJECT));
    assert_true(play_post(&play, 0)->deleted);
    assert_false(play.answer.more);
    play_end(&play);
}

static void test_usage_is_obeyed(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, SECTION(""), "TOK");
    struct source_header header = {STR("X-App-Usage"), STR("{\"call_count\":76,\"total_time\":2,\"total_cputime\":1}")};
    play_ask(&play);
    assert_true(play_reply_headers(&play, 200, play_fixture(&play, "facebook/feed.json"), &header, 1));
    assert_false(play.answer.more);
    assert_int_equal(play.answer.not_before_ms, PLAY_NOW + 40 * CLOCK_MINUTE_MS);
    header = (struct source_header){STR("x-business-use-case-usage"),
                                    STR("{\"55\":[{\"call_count\":96,\"estimated_time_to_regain_access\":90}]}")};
    play_ask(&play);
    assert_true(play_reply_headers(&play, 200, STR("{\"data\":[]}"), &header, 1));
    assert_int_equal(play.answer.not_before_ms, PLAY_NOW + 90 * CLOCK_MINUTE_MS);
    play_end(&play);
}

static void test_refusals(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, SECTION(""), "TOK");
    play_ask(&play);
    assert_true(play_reply(&play, 200, "{\"data\":[]}"));
    assert_non_null(play.answer.notice.ptr);
    play_ask(&play);
    assert_false(play_reply(&play, 400, "{\"error\":{\"message\":\"expired\",\"code\":190,\"error_subcode\":463}}"));
    assert_int_equal(play.err.kind, ERR_CONFIG);
    assert_string_equal(play.err.text, "Facebook says: expired (190)");
    assert_false(play_reply(&play, 400, "{\"error\":{\"message\":\"slow down\",\"code\":32}}"));
    assert_int_equal(play.err.kind, ERR_AGAIN);
    play_hostile(&play);
    play_end(&play);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_feed_and_comments),
        cmocka_unit_test(test_deleted_ones_are_swept),
        cmocka_unit_test(test_usage_is_obeyed),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
