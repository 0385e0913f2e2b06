/* SPDX-License-Identifier: MIT */
#include "unit/collectors/play.h"

#define SECTION "imap \"post\" { url = \"imaps://mail.example/INBOX\" user = \"cyngor\" password_file = \"secret\" }\n"
#define EXAMINED(validity) "* 3 EXISTS\r\n* OK [UIDVALIDITY " validity "] UIDs valid\r\na1 OK [READ-ONLY] done\r\n"

/* A reply to FETCH with these messages, numbered from `uid`. */
static struct str fetched(struct play *play, int64_t uid, const char *const names[], size_t count)
{
    struct buf text = BUF("reply", 1 << 20);
    buf_add(&text, STR(EXAMINED("77")));
    for (size_t i = 0; i < count; i++) {
        struct str bytes = play_fixture(play, names[i]);
        buf_printf(&text, "* %zu FETCH (UID %lld INTERNALDATE \"22-Nov-2026 07:59:00 +0000\" BODY[]<0> {%zu}\r\n", i + 1,
                   (long long)uid + (long long)i, bytes.len);
        buf_add(&text, bytes);
        buf_add(&text, STR(")\r\n"));
    }
    buf_add(&text, STR("a2 OK done\r\n"));
    struct str result = arena_str(&play->arena, buf_str(&text));
    buf_free(&text);
    return result;
}

static void test_letters(void **state)
{
    (void)state;
    static const char *const names[] = {"imap/reply.eml", "imap/automatic.eml", "imap/attached.eml"};
    struct play play;
    play_begin(&play, SECTION, "pass");
    assert_true(play_asks(&play, "imaps://mail.example/INBOX"));
    assert_str(play.request.method, "UID SEARCH SINCE 15-Nov-2026");
    assert_str(play.request.user, "cyngor");
    assert_str(play.request.password, "pass");
    assert_true(play_reply(&play, 200, EXAMINED("77") "* SEARCH 41 42 43\r\na2 OK done\r\n"));
    assert_true(play.answer.more);
    play_ask(&play);
    assert_str(play.request.method, "UID FETCH 41,42,43 (UID INTERNALDATE BODY.PEEK[]<0.524288>)");
    assert_true(play_reply_headers(&play, 200, fetched(&play, 41, names, 3), NULL, 0));
    assert_int_equal(play.answer.count, 2);
    const struct post *post = play_post(&play, 0);
    assert_str(post->native_id, "abc.123@example.com");
    assert_str(post->title, "Re: Biniau Heol y Tý");
    assert_str(post->author_name, "Siân Parry");
    assert_str(post->reply_to, "first@example.org");
    assert_str(post->text, "Dyw'r biniau ddim wedi mynd eto, a'r drydedd wythnos yw hi.");
    assert_str(post->visibility, "inbox");
    assert_str(clock_iso(&play.arena, post->published_ms), "2026-11-22T06:30:00Z");
    post = play_post(&play, 1);
    assert_str(post->text, "See the pictures – please");
    assert_str(clock_iso(&play.arena, post->published_ms), "2026-11-22T07:59:00Z"); /* as the mailbox got it */
    play_ask(&play);
    assert_str(play.request.method, "UID SEARCH UID 44:*");
    assert_true(play_reply(&play, 200, EXAMINED("77") "* SEARCH 43\r\na2 OK done\r\n")); /* n:* gives the last one anyway */
    assert_false(play.answer.more);
    play_end(&play);
}

static void test_made_anew(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, SECTION, "pass");
    play_ask(&play);
    assert_true(play_reply(&play, 200, EXAMINED("77") "* SEARCH 900\r\na2 OK done\r\n"));
    play_ask(&play);
    assert_true(play_reply(&play, 200, EXAMINED("78") "a2 OK done\r\n")); /* meanwhile another mailbox */
    assert_int_equal(play.answer.count, 0);
    play_ask(&play);
    assert_str(play.request.method, "UID SEARCH SINCE 15-Nov-2026");
    assert_true(play_reply(&play, 200, EXAMINED("78") "* SEARCH\r\na2 OK done\r\n"));
    assert_false(play.answer.more);
    play_end(&play);
}

static void test_broken_replies(void **state)
{
    (void)state;
    static const char *const names[] = {"imap/reply.eml"};
    struct play play;
    play_begin(&play, SECTION, "pass");
    play_ask(&play);
    assert_true(play_reply(&play, 200, EXAMINED("77") "* SEARCH 41\r\na2 OK done\r\n"));
    play_ask(&play);
    struct str whole = fetched(&play, 41, names, 1);
    assert_false(play_reply_headers(&play, 200, str_cut(whole, 0, whole.len / 2), NULL, 0));
    assert_non_null(strstr(play.err.text, "breaks off in message 41"));
    assert_false(play_reply(&play, 0, ""));
    assert_int_equal(play.err.kind, ERR_AGAIN);
    assert_true(play_reply(&play, 200, EXAMINED("77") "* 1 FETCH (UID x BODY[] {99999999999999999999}\r\na2 OK\r\n"));
    assert_int_equal(play.answer.count, 0);
    play_end(&play);
}

static void test_token(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, "imap \"o\" { url = \"imaps://outlook.office365.com/INBOX\" user = \"u@c\" token_url = \"https://login.example/t\" "
                      "client_id = \"id\" secret_file = \"secret\" }\n", "s&s");
    assert_true(play_asks(&play, "https://login.example/t"));
    assert_str(play.request.body, "grant_type=client_credentials&client_id=id&client_secret=s%26s&"
                                  "scope=https%3A%2F%2Foutlook.office365.com%2F.default");
    assert_true(play_reply(&play, 200, "{\"access_token\":\"T\",\"expires_in\":3600}"));
    assert_true(play_asks(&play, "imaps://outlook.office365.com/INBOX"));
    assert_str(play.request.bearer, "T");
    assert_null(play.request.password.ptr);
    play_refused("imap \"o\" { url = \"imaps://x/INBOX\" user = \"u\" }\n", "give password_file, or token_url");
    play_refused("imap \"o\" { url = \"pop://x\" user = \"u\" password_file = \"secret\" }\n", "must begin with imaps://");
    play_end(&play);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_letters),
        cmocka_unit_test(test_made_anew),
        cmocka_unit_test(test_broken_replies),
        cmocka_unit_test(test_token),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
