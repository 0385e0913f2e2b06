/* SPDX-License-Identifier: MIT */
#include "unit/collectors/play.h"

#define KEY "council-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"

static void test_messages_and_token(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, "notify \"sms\" { key_file = \"secret\" }\n", KEY);
    assert_true(play_asks(&play, "https://api.notifications.service.gov.uk/v2/received-text-messages"));
    /* as Python's hmac signs {"iss": service, "iat": 1795334400} */
    assert_str(play.request.bearer, "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJpc3MiOiIyNjc4NWEwOS1hYjE2LTRlYjAtODQwNy1hMzc0OTdhNTc1MDYiLCJpYXQiOjE3OTUzMzQ0MDB9.Ds6jXrPoKXHyVUIhdTAV8W1wQDGjIKN0woDGm0JYVeI");
    play_reply_file(&play, "notify/received.json");
    assert_int_equal(play.answer.count, 2);
    const struct post *post = play_post(&play, 0);
    assert_str(post->id, "notify:m3");
    assert_str(post->text, "Dim gwres ers tridiau");
    assert_str(post->visibility, "inbox");
    assert_null(post->author_name.ptr);
    assert_int_equal(post->author_key.len, 32);
    assert_true(play_asks(&play, "?older_than=m2"));
    assert_true(play_reply(&play, 200, "{\"received_text_messages\":[]}"));
    assert_false(play.answer.more);
    play_ask(&play);
    assert_int_equal(str_find_str(play.request.url, STR("older_than"), 0), play.request.url.len);
    play_reply_file(&play, "notify/received.json");
    assert_int_equal(play.answer.count, 1); /* the newest once more; the store knows it */
    assert_false(play.answer.more);
    play_end(&play);
}

static void test_refusals(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, "notify \"sms\" { key_file = \"secret\" }\n", "not a key");
    assert_false(play.source.kind->request(&play.source, STR_NONE, &play.request, &play.err));
    assert_int_equal(play.err.kind, ERR_CONFIG);
    play_end(&play);
    play_begin(&play, "notify \"sms\" { key_file = \"secret\" }\n", KEY);
    play_ask(&play);
    assert_false(play_reply(&play, 403, "{\"errors\":[{\"error\":\"AuthError\",\"message\":\"Invalid token\"}]}"));
    assert_int_equal(play.err.kind, ERR_CONFIG);
    play_hostile(&play);
    play_end(&play);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_messages_and_token), cmocka_unit_test(test_refusals)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
