/* SPDX-License-Identifier: MIT */
#include "unit/collectors/play.h"

#define SECTION(more) "lemmy \"l\" { server = \"https://a.example\" " more " }\n"

static void test_posts_and_comments(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, SECTION("communities = {\"wales\"} queries = {\"Aberwen\"}"), "");
    assert_true(play_asks(&play, "https://a.example/api/v3/post/list?sort=New&type_=All&limit=50&community_name=wales"));
    play_reply_file(&play, "lemmy/posts.json");
    assert_str(play_post(&play, 0)->title, "Bins on Station Road");
    assert_str(play_post(&play, 0)->text, "quoted\n\nThey were not taken");
    assert_true(play_asks(&play, "&page=2"));
    assert_true(play_reply(&play, 200, "{\"posts\":[]}"));
    assert_true(play_asks(&play, "/api/v3/comment/list?"));
    play_reply_file(&play, "lemmy/comments.json");
    assert_int_equal(play.answer.count, 3); /* the fourth is for the members of that server */
    const struct post *post = play_post(&play, 0);
    assert_str(post->id, "lemmy:https://b.example/comment/900");
    assert_str(post->text, "No, see this");
    assert_str(post->reply_to, "https://a.example/comment/11");
    assert_str(clock_iso(&play.arena, post->published_ms), "2026-11-22T07:10:00Z");
    assert_str(play_post(&play, 1)->reply_to, "https://a.example/post/5");
    assert_true(play_post(&play, 2)->deleted);
    play_ask(&play);
    assert_true(play_reply(&play, 200, "{\"comments\":[]}"));
    assert_true(play_asks(&play, "/api/v3/search?sort=New&type_=All&limit=50&q=Aberwen"));
    assert_true(play_reply(&play, 200, "{\"comments\":[],\"posts\":[]}"));
    assert_false(play.answer.more);
    play_end(&play);
}

static void test_tombstones(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, SECTION("queries = {\"x\"} recheck = \"1h\""), "");
    play_ask(&play);
    play_reply_file(&play, "lemmy/comments.json");
    play_ask(&play);
    assert_true(play_reply(&play, 200, "{}"));
    play_moves_on(&play, CLOCK_HOUR_MS);
    play_ask(&play);
    assert_true(play_reply(&play, 200, "{}"));
    assert_true(play_asks(&play, "https://b.example/comment/900"));
    assert_str(play.request.headers[0].value, "application/activity+json");
    assert_true(play_reply(&play, 200, "{\"type\":\"Note\"}"));
    assert_int_equal(play.answer.count, 0);
    assert_true(play_asks(&play, "https://a.example/comment/11"));
    assert_true(play_reply(&play, 200, "{\"type\":\"Tombstone\"}"));
    assert_true(play_post(&play, 0)->deleted);
    play_end(&play);
}

static void test_refusals(void **state)
{
    (void)state;
    struct play play;
    play_refused(SECTION(""), "nothing to read");
    play_begin(&play, SECTION("queries = {\"x\"}"), "");
    play_hostile(&play);
    play_end(&play);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_posts_and_comments),
        cmocka_unit_test(test_tombstones),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
