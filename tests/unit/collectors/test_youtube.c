/* SPDX-License-Identifier: MIT */
#include "unit/collectors/play.h"

#define SECTION(more) "youtube \"y\" { key_file = \"secret\" " more " }\n"

static void test_threads_and_replies(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, SECTION("channels = {\"UC1\"} videos = {\"v9\"}"), "KEY");
    assert_true(play_asks(&play, "https://www.googleapis.com/youtube/v3/commentThreads?part=snippet,replies&order=time&"
                                 "maxResults=100&textFormat=plainText&allThreadsRelatedToChannelId=UC1"));
    assert_int_equal(str_find_str(play.request.url, STR("KEY"), 0), play.request.url.len);
    assert_str(play.request.headers[0].value, "KEY");
    play_reply_file(&play, "youtube/threads.json");
    assert_int_equal(play.answer.count, 2);
    const struct post *post = play_post(&play, 0);
    assert_str(post->text, "Lle mae'r bws?\nDim un heddiw");
    assert_str(post->url, "https://www.youtube.com/watch?v=vid1&lc=Ug1");
    assert_true(post->modified_ms > post->published_ms);
    post = play_post(&play, 1);
    assert_str(post->text, "Yr un peth yma & ddoe\nA <b>");
    assert_str(post->url, "https://www.youtube.com/watch?v=vid1&lc=Ug1.r1");
    assert_str(post->reply_to, "Ug1");
    assert_int_equal(play.answer.quota_left, 9999);
    assert_true(play_asks(&play, "/comments?part=snippet&maxResults=100&textFormat=plainText&parentId=Ug1"));
    assert_true(play_reply(&play, 200, "{\"nextPageToken\":\"R2\",\"items\":[]}"));
    assert_true(play_asks(&play, "parentId=Ug1&pageToken=R2"));
    assert_true(play_reply(&play, 200, "{\"items\":[]}"));
    assert_true(play_asks(&play, "allThreadsRelatedToChannelId=UC1&pageToken=P2"));
    assert_true(play_reply(&play, 200, "{\"items\":[]}"));
    assert_true(play_asks(&play, "videoId=v9"));
    assert_true(play_reply(&play, 403, "{\"error\":{\"code\":403,\"errors\":[{\"reason\":\"commentsDisabled\"}]}}"));
    assert_str(play.answer.notice, "v9: comments are turned off");
    assert_false(play.answer.more);
    assert_int_equal(play.answer.quota_left, 9995);
    play_ask(&play);
    play_reply_file(&play, "youtube/threads.json");
    assert_true(play_asks(&play, "pageToken=P2")); /* no more replies than last time */
    play_end(&play);
}

static void test_quota(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, SECTION("videos = {\"v\"} quota = 2"), "KEY");
    play_ask(&play);
    assert_true(play_reply(&play, 200, "{\"items\":[]}"));
    assert_int_equal(play.answer.quota_left, 1);
    play_ask(&play);
    assert_true(play_reply(&play, 403, "{\"error\":{\"message\":\"x\",\"errors\":[{\"reason\":\"quotaExceeded\"}]}}"));
    assert_int_equal(play.answer.quota_left, 0);
    assert_str(clock_iso(&play.arena, play.answer.not_before_ms), "2026-11-23T08:00:00Z");
    assert_null(play_ask(&play).ptr);
    play_moves_on(&play, CLOCK_DAY_MS);
    assert_true(play_asks(&play, "videoId=v"));
    play_end(&play);
}

static void test_deleted_comments_are_swept(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, SECTION("videos = {\"v\"} recheck = \"1h\""), "KEY");
    play_ask(&play);
    assert_true(play_reply(&play, 200,
                           "{\"items\":[{\"kind\":\"youtube#comment\",\"id\":\"c1\",\"snippet\":{\"textOriginal\":\"a\"}},"
                           "{\"kind\":\"youtube#comment\",\"id\":\"c2\",\"snippet\":{\"textOriginal\":\"b\"}}]}"));
    play_moves_on(&play, CLOCK_HOUR_MS);
    play_ask(&play);
    assert_true(play_reply(&play, 200, "{\"items\":[]}"));
    assert_true(play_asks(&play, "&id=c1%2Cc2"));
    assert_true(play_reply(&play, 200,
                           "{\"items\":[{\"kind\":\"youtube#comment\",\"id\":\"c2\",\"snippet\":{\"textOriginal\":\"b2\","
                           "\"publishedAt\":\"2026-11-22T07:00:00Z\",\"updatedAt\":\"2026-11-22T08:30:00Z\"}}]}"));
    assert_int_equal(play.answer.count, 2);
    assert_str(play_post(&play, 0)->text, "b2"); /* edited since */
    assert_true(play_post(&play, 1)->deleted);
    assert_str(play_post(&play, 1)->native_id, "c1");
    play_end(&play);
}

static void test_refusals(void **state)
{
    (void)state;
    struct play play;
    play_refused(SECTION(""), "nothing to read");
    play_begin(&play, SECTION("videos = {\"v\"}"), "KEY");
    play_ask(&play);
    assert_false(play_reply(&play, 400, "{\"error\":{\"message\":\"API key not valid.\",\"errors\":[{\"reason\":\"badRequest\"}]}}"));
    assert_string_equal(play.err.text, "YouTube says: API key not valid. (badRequest)");
    assert_int_equal(play.err.kind, ERR_CONFIG);
    play_hostile(&play);
    play_end(&play);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threads_and_replies),
        cmocka_unit_test(test_quota),
        cmocka_unit_test(test_deleted_comments_are_swept),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
