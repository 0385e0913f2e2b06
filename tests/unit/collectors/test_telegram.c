/* SPDX-License-Identifier: MIT */
#include "unit/collectors/play.h"

static void test_updates(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, "telegram \"t\" { token_file = \"secret\" groups = {\"-77\"} }\n", "123:ABC");
    assert_true(play_asks(&play, "https://api.telegram.org/bot123:ABC/getUpdates?limit=100&timeout=0&allowed_updates="));
    play_reply_file(&play, "telegram/updates.json");
    assert_int_equal(play.answer.count, 3); /* not the private one, not the group that was not told */
    const struct post *post = play_post(&play, 0);
    assert_str(post->native_id, "-1001/5");
    assert_str(post->url, "https://t.me/aberwen_chat/5");
    assert_str(post->reply_to, "-1001/4");
    assert_str(post->author_name, "dai");
    assert_int_equal(post->published_ms, 1795330800000);
    post = play_post(&play, 1);
    assert_str(post->text, "Llun o'r llif");
    assert_str(post->author_name, "newyddion");
    assert_int_equal(post->modified_ms, 1795330900000);
    assert_str(play_post(&play, 2)->visibility, "group");
    assert_false(play.answer.more);
    assert_true(play_asks(&play, "&offset=705"));
    assert_true(play_reply(&play, 200, "{\"ok\":true,\"result\":[]}"));
    assert_true(play_asks(&play, "&offset=705"));
    play_end(&play);
}

static void test_refusals(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, "telegram \"t\" { token_file = \"secret\" }\n", "123:ABC");
    play_ask(&play);
    assert_false(play_reply(&play, 409, "{\"ok\":false,\"error_code\":409,\"description\":\"Conflict: another getUpdates\"}"));
    assert_int_equal(play.err.kind, ERR_CONFIG);
    assert_string_equal(play.err.text, "Telegram says: Conflict: another getUpdates (409)");
    assert_false(play_reply(&play, 429, "{\"ok\":false,\"error_code\":429,\"description\":\"Too Many Requests\"}"));
    assert_int_equal(play.err.kind, ERR_AGAIN);
    assert_false(play_reply(&play, 0, ""));
    assert_int_equal(play.err.kind, ERR_AGAIN);
    play_hostile(&play);
    play_end(&play);
}

static void test_what_is_no_reply(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, "telegram \"t\" { token_file = \"secret\" }\n", "123:TOKEN");
    play_ask(&play);
    assert_false(play_reply(&play, 200, "[]"));
    assert_int_equal(play.err.kind, ERR_INPUT);
    play_end(&play);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_updates), cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_what_is_no_reply),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
