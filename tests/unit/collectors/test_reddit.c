/* SPDX-License-Identifier: MIT */
#include "unit/collectors/play.h"

#define SECTION(more)                                                                                            \
    "reddit \"r\" { client_id = \"id\" secret_file = \"secret\" account = \"council\" " more " }\n"
#define EMPTY "{\"kind\":\"Listing\",\"data\":{\"children\":[],\"before\":null}}"

static void log_in(struct play *play)
{
    assert_true(play_asks(play, "https://www.reddit.com/api/v1/access_token"));
    assert_str(play->request.body, "grant_type=client_credentials");
    assert_str(play->request.headers[0].value, "linux:earshot:" EARSHOT_VERSION " (by /u/council)");
    assert_str(play->request.headers[2].value, "Basic aWQ6czNjcmV0");
    assert_true(play_reply(play, 200, "{\"access_token\":\"T\",\"expires_in\":86400,\"token_type\":\"bearer\"}"));
    assert_true(play->answer.more);
}

static void test_listing(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, SECTION("subreddits = {\"Aberwen\", \"Wales\"}"), "s3cret");
    log_in(&play);
    assert_true(play_asks(&play, "https://oauth.reddit.com/r/Aberwen+Wales/new?raw_json=1&limit=100"));
    assert_str(play.request.bearer, "T");
    play_reply_file(&play, "reddit/new.json");
    assert_int_equal(play.answer.count, 2);
    const struct post *post = play_post(&play, 0);
    assert_str(post->native_id, "t3_bbb");
    assert_str(post->text, "It is huge.");
    assert_str(post->url, "https://www.reddit.com/r/Aberwen/comments/bbb/pothole/");
    assert_str(post->author_name, "megan_r");
    assert_str(clock_iso(&play.arena, post->published_ms), "2026-11-22T07:00:00Z");
    assert_int_equal(post->modified_ms, 1795331000000);
    post = play_post(&play, 1);
    assert_true(post->deleted);
    assert_null(post->title.ptr);
    assert_null(post->author_name.ptr);
    assert_true(play_asks(&play, "/r/Aberwen+Wales/comments?raw_json=1&limit=100"));
    play_end(&play);
}

static void test_thread(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, SECTION("subreddits = {\"Aberwen\"}"), "s3cret");
    play_reply_file(&play, "reddit/thread.json");
    assert_int_equal(play.answer.count, 3);
    assert_str(play_post(&play, 1)->text, "Still there");
    assert_str(play_post(&play, 1)->reply_to, "t3_bbb");
    assert_str(play_post(&play, 2)->reply_to, "t1_c1");
    assert_null(play_post(&play, 2)->author_name.ptr);
    assert_false(play_post(&play, 2)->deleted);
    play_end(&play);
}

static void test_pages_towards_the_new(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, SECTION("queries = {\"Aberwen council\"}"), "s3cret");
    log_in(&play);
    assert_true(play_asks(&play, "https://oauth.reddit.com/search?raw_json=1&sort=new&q=Aberwen%20council&limit=100"));
    play_reply_file(&play, "reddit/new.json");
    assert_false(play.answer.more);
    assert_true(play_asks(&play, "&before=t3_bbb"));
    assert_true(play_reply(&play, 200,
                           "{\"data\":{\"before\":\"t3_ccc\",\"children\":[{\"kind\":\"t3\",\"data\":{\"name\":\"t3_ccc\"}}]}}"));
    assert_true(play.answer.more);
    assert_true(play_asks(&play, "&before=t3_ccc"));
    assert_true(play_reply(&play, 200, EMPTY));
    assert_false(play.answer.more);
    assert_true(play_asks(&play, "&before=t3_ccc"));
    /* Empty for an hour: the anchor may have been deleted. */
    play_moves_on(&play, CLOCK_HOUR_MS);
    assert_true(play_reply(&play, 200, EMPTY));
    assert_true(play.answer.more);
    play_ask(&play);
    assert_int_equal(str_find_str(play.request.url, STR("before"), 0), play.request.url.len);
    play_end(&play);
}

static void test_removed_posts_are_swept(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, SECTION("queries = {\"x\"} recheck = \"1h\""), "s3cret");
    log_in(&play);
    play_ask(&play);
    play_reply_file(&play, "reddit/thread.json");
    play_moves_on(&play, CLOCK_HOUR_MS);
    play_ask(&play);
    assert_true(play_reply(&play, 200, EMPTY));
    assert_true(play_asks(&play, "/api/info?raw_json=1&id=t3_bbb%2Ct1_c1%2Ct1_c2"));
    assert_true(play_reply(&play, 200,
                           "{\"data\":{\"children\":[{\"kind\":\"t3\",\"data\":{\"name\":\"t3_bbb\",\"author\":\"m\","
                           "\"selftext\":\"same\"}},{\"kind\":\"t1\",\"data\":{\"name\":\"t1_c1\",\"body\":\"[removed]\"}}]}}"));
    assert_int_equal(play.answer.count, 2); /* one removed, one gone, one as it was */
    assert_str(play_post(&play, 0)->native_id, "t1_c1");
    assert_true(play_post(&play, 0)->deleted && play_post(&play, 1)->deleted);
    assert_false(play.answer.more);
    play_end(&play);
}

static void test_a_closed_account_is_forgotten(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, SECTION("queries = {\"x\"} recheck = \"1h\""), "s3cret");
    log_in(&play);
    play_ask(&play);
    assert_true(play_reply(&play, 200, "{\"data\":{\"children\":[{\"kind\":\"t3\",\"data\":{\"name\":\"t3_a\",\"author\":\"m\","
                                       "\"author_fullname\":\"t2_m\",\"selftext\":\"words\",\"created_utc\":1795330000}}]}}"));
    assert_str(play_post(&play, 0)->author_name, "m");
    play_moves_on(&play, CLOCK_HOUR_MS);
    play_ask(&play);
    assert_true(play_reply(&play, 200, EMPTY));
    assert_true(play_asks(&play, "/search")); /* without the anchor, which may be gone */
    assert_true(play_reply(&play, 200, EMPTY));
    assert_true(play_asks(&play, "/api/info?raw_json=1&id=t3_a"));
    assert_true(play_reply(&play, 200, "{\"data\":{\"children\":[{\"kind\":\"t3\",\"data\":{\"name\":\"t3_a\",\"author\":"
                                       "\"[deleted]\",\"selftext\":\"words\",\"created_utc\":1795330000}}]}}"));
    assert_int_equal(play.answer.count, 1); /* as an edit, which the store takes once */
    assert_null(play_post(&play, 0)->author_name.ptr);
    assert_null(play_post(&play, 0)->author_key.ptr);
    assert_int_equal(play_post(&play, 0)->modified_ms, INT64_C(1795330001000));
    play_end(&play);
}

static void test_refusals(void **state)
{
    (void)state;
    struct play play;
    play_refused(SECTION(""), "nothing to read");
    play_begin(&play, SECTION("queries = {\"x\"}"), "s3cret");
    play_ask(&play);
    assert_false(play_reply(&play, 401, "{\"message\":\"Unauthorized\",\"error\":401}"));
    assert_int_equal(play.err.kind, ERR_CONFIG);
    log_in(&play);
    play_ask(&play);
    assert_false(play_reply(&play, 401, ""));
    play_moves_on(&play, CLOCK_HOUR_MS);
    play_ask(&play);
    assert_true(play_reply(&play, 401, ""));
    log_in(&play);
    play_hostile(&play);
    play_end(&play);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_listing),
        cmocka_unit_test(test_thread),
        cmocka_unit_test(test_pages_towards_the_new),
        cmocka_unit_test(test_removed_posts_are_swept),
        cmocka_unit_test(test_a_closed_account_is_forgotten),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
