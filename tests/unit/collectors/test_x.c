/* SPDX-License-Identifier: MIT */
#include "unit/collectors/play.h"

#define SECTION(more) "x \"x\" { enabled = true token_file = \"secret\" " more " }\n"

static void test_search(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, SECTION("queries = {\"Aberwen council\"} user_id = \"77\""), "TOK");
    assert_true(play_asks(&play, "https://api.x.com/2/tweets/search/recent?&max_results=100"));
    assert_true(play_asks(&play, "&query=Aberwen%20council"));
    assert_str(play.request.bearer, "TOK");
    play_reply_file(&play, "x/search.json");
    assert_int_equal(play.answer.count, 4);
    const struct post *post = play_post(&play, 0);
    assert_str(post->text, "Potholes & more potholes https://aberwen.example/roads?x=1 https://t.co/zzz");
    assert_str(post->url, "https://x.com/dai/status/1900000000000000002");
    assert_str(post->reply_to, "1899");
    assert_str(post->tags[0], "Aberwen");
    assert_str(play_post(&play, 1)->native_id, "1900000000000000001");
    assert_true(play_post(&play, 1)->deleted); /* what it was before the edit */
    post = play_post(&play, 2);
    assert_str(post->text, "A long post that is whole");
    assert_str(post->repost_of, "1800");
    assert_null(post->language.ptr);
    post = play_post(&play, 3);
    assert_str(post->text, "Dechrau a diwedd");
    assert_str(post->url, "https://x.com/i/status/1900000000000000005");
    assert_true(play_asks(&play, "&next_token=N2"));
    assert_true(play_reply(&play, 200, "{\"meta\":{\"result_count\":0}}"));
    assert_true(play_asks(&play, "/2/users/77/mentions?"));
    assert_true(play_reply(&play, 200, "{\"meta\":{\"result_count\":0}}"));
    assert_false(play.answer.more);
    assert_true(play_asks(&play, "&since_id=1900000000000000005"));
    assert_true(play_reply(&play, 400, "{\"title\":\"Invalid Request\"}"));
    play_ask(&play);
    assert_int_equal(str_find_str(play.request.url, STR("since_id"), 0), play.request.url.len);
    play_end(&play);
}

static void test_off_unless_turned_on(void **state)
{
    (void)state;
    struct play play = {.folder = "/tmp/earshot-play-XXXXXX"};
    struct sources sources;
    assert_non_null(mkdtemp(play.folder));
    play_file(&play, "secret", "x");
    play_file(&play, "earshot.conf", "x \"x\" { token_file = \"secret\" queries = {\"x\"} }\n");
    struct str path = arena_printf(&play.arena, "%s/earshot.conf", play.folder);
    assert_true(sources_read(path.ptr, &play.arena, &sources, &play.err));
    assert_int_equal(sources.count, 0);
    play_end(&play);
    play_refused(SECTION(""), "nothing to read");
}

static void test_deleted_ones_are_swept(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, SECTION("queries = {\"x\"} recheck = \"1h\""), "TOK");
    play_ask(&play);
    assert_true(play_reply(&play, 200, "{\"data\":[{\"id\":\"1\",\"text\":\"a\"},{\"id\":\"2\",\"text\":\"b\"}],\"meta\":{\"newest_id\":\"2\"}}"));
    play_moves_on(&play, CLOCK_HOUR_MS);
    play_ask(&play);
    assert_true(play_reply(&play, 200, "{\"meta\":{}}"));
    assert_true(play_asks(&play, "/2/tweets?tweet.fields=id&ids=1%2C2"));
    assert_true(play_reply(&play, 200, "{\"data\":[{\"id\":\"2\",\"text\":\"b\"}],\"errors\":[{\"resource_id\":\"1\",\"title\":\"Not Found Error\"}]}"));
    assert_int_equal(play.answer.count, 1);
    assert_str(play_post(&play, 0)->native_id, "1");
    assert_true(play_post(&play, 0)->deleted);
    play_end(&play);
}

static void test_refusals(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, SECTION("queries = {\"x\"}"), "TOK");
    play_ask(&play);
    assert_false(play_reply(&play, 402, "{\"detail\":\"credits depleted\"}"));
    assert_int_equal(play.err.kind, ERR_CONFIG);
    assert_false(play_reply(&play, 401, "{\"title\":\"Unauthorized\",\"detail\":\"Unauthorized\"}"));
    assert_int_equal(play.err.kind, ERR_CONFIG);
    play_hostile(&play);
    play_end(&play);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_search),
        cmocka_unit_test(test_off_unless_turned_on),
        cmocka_unit_test(test_deleted_ones_are_swept),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
