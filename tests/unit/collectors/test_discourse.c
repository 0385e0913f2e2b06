/* SPDX-License-Identifier: MIT */
#include "unit/collectors/play.h"

#define SECTION(more) "discourse \"d\" { url = \"https://forum.example/\" " more " }\n"

static void test_latest_posts(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, SECTION(""), "");
    assert_true(play_asks(&play, "https://forum.example/posts.json"));
    play_reply_file(&play, "discourse/posts.json");
    assert_int_equal(play.answer.count, 3);
    const struct post *post = play_post(&play, 0);
    assert_str(post->native_id, "31");
    assert_str(post->text, "The library closes at four");
    assert_str(post->title, "Library hours");
    assert_str(post->url, "https://forum.example/t/library/9/2");
    assert_str(post->reply_to, "30");
    assert_true(post->modified_ms > post->published_ms);
    assert_null(play_post(&play, 1)->reply_to.ptr);
    post = play_post(&play, 2);
    assert_true(post->deleted);
    assert_null(post->text.ptr);
    assert_str(post->reply_to, "8/2");
    assert_false(play.answer.more);
    play_ask(&play);
    assert_true(play_reply(&play, 200, "{\"latest_posts\":[{\"id\":60,\"topic_id\":1,\"cooked\":\"a\"},{\"id\":40,\"topic_id\":1,\"cooked\":\"b\"}]}"));
    assert_true(play_asks(&play, "/posts.json?before=39"));
    assert_true(play_reply(&play, 200, "{\"latest_posts\":[{\"id\":31,\"topic_id\":9,\"cooked\":\"a\"}]}"));
    assert_false(play.answer.more);
    play_end(&play);
}

static void test_private_messages_never(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, SECTION("key_file = \"secret\" categories = {\"4\"}"), "KEY");
    play_ask(&play);
    assert_str(play.request.headers[1].value, "KEY");
    play_reply_file(&play, "discourse/posts.json");
    assert_int_equal(play.answer.count, 2);
    assert_true(play_reply(&play, 200,
                           "{\"archetype\":\"private_message\",\"title\":\"x\",\"post_stream\":{\"posts\":[{\"id\":1,"
                           "\"topic_id\":2,\"cooked\":\"secret\"}]}}"));
    assert_int_equal(play.answer.count, 0);
    play_end(&play);
}

static void test_deleted_ones_are_swept(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, SECTION("recheck = \"1h\""), "");
    play_ask(&play);
    play_reply_file(&play, "discourse/posts.json");
    play_moves_on(&play, CLOCK_HOUR_MS);
    play_ask(&play);
    assert_true(play_reply(&play, 200, "{\"latest_posts\":[]}"));
    assert_true(play_asks(&play, "/posts/31.json"));
    assert_true(play_reply(&play, 403, "{\"errors\":[\"no\"]}"));
    assert_true(play_post(&play, 0)->deleted);
    assert_true(play_asks(&play, "/posts/30.json"));
    assert_true(play_reply(&play, 500, ""));
    assert_int_equal(play.answer.count, 0);
    assert_false(play.answer.more);
    play_hostile(&play);
    play_end(&play);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_latest_posts),
        cmocka_unit_test(test_private_messages_never),
        cmocka_unit_test(test_deleted_ones_are_swept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
