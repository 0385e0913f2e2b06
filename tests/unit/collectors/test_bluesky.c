/* SPDX-License-Identifier: MIT */
#include "unit/collectors/play.h"

#define SECTION(more)                                                                                       \
    "bluesky \"b\" { identifier = \"council.example\" password_file = \"secret\" " more " }\n"
#define LOGIN                                                                                               \
    "{\"accessJwt\":\"A1\",\"refreshJwt\":\"R1\",\"did\":\"did:plc:dddd\",\"didDoc\":{\"service\":[{\"id\":" \
    "\"#atproto_pds\",\"serviceEndpoint\":\"https://pds.example/\"}]}}"

static void log_in(struct play *play)
{
    assert_true(play_asks(play, "https://bsky.social/xrpc/com.atproto.server.createSession"));
    assert_str(play->request.body, "{\"identifier\":\"council.example\",\"password\":\"pass-word\"}");
    assert_true(play_reply(play, 200, LOGIN));
    assert_true(play->answer.more);
}

static void test_search(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, SECTION("queries = {\"Aber wen\"}"), "pass-word");
    log_in(&play);
    assert_true(play_asks(&play, "https://pds.example/xrpc/app.bsky.feed.searchPosts?q=Aber%20wen&sort=latest&"
                                 "since=2026-11-20T08%3A00%3A00Z&limit=100"));
    assert_str(play.request.bearer, "A1");
    play_reply_file(&play, "bluesky/search.json");
    assert_int_equal(play.answer.count, 2);
    const struct post *post = play_post(&play, 0);
    assert_str(post->id, "bluesky:at://did:plc:aaaa/app.bsky.feed.post/3kone");
    assert_str(post->text, "Dŵr ar Heol y Bont eto: https://bont.example/llifogydd/2026 #Aberwen");
    assert_str(post->url, "https://bsky.app/profile/did:plc:aaaa/post/3kone");
    assert_str(post->language, "cy");
    assert_str(post->tags[0], "Aberwen");
    assert_str(post->author_name, "eleri.example");
    assert_str(post->reply_to, "at://did:plc:bbbb/app.bsky.feed.post/3kroot");
    post = play_post(&play, 1);
    assert_str(post->text, "A bin on its side");
    assert_str(post->author_name, "did:plc:cccc");
    assert_null(post->language.ptr);
    assert_true(post->sensitive);
    assert_str(clock_iso(&play.arena, post->published_ms), "2026-11-21T10:00:00Z");
    assert_true(play_asks(&play, "cursor=2"));
    assert_true(play_reply(&play, 200, "{\"posts\":[]}"));
    assert_false(play.answer.more);
    assert_true(play_asks(&play, "since=2026-11-22T07%3A15%3A00Z")); /* a quarter of an hour of overlap */
    play_end(&play);
}

static void test_repost_and_context(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, "bluesky \"b\" { accounts = {\"council.example\"} }\n", "");
    assert_true(play_asks(&play, "https://public.api.bsky.app/xrpc/app.bsky.feed.getAuthorFeed?actor=council.example"));
    play_reply_file(&play, "bluesky/feed.json");
    assert_int_equal(play.answer.count, 2);
    const struct post *post = play_post(&play, 0);
    assert_str(post->repost_of, "at://did:plc:aaaa/app.bsky.feed.post/3kone");
    assert_str(post->text, "The bridge is shut");
    assert_str(post->author_name, "council.example");
    assert_true(str_eq(post->author_key, play_post(&play, 1)->author_key));
    assert_false(play.answer.more);
    play_end(&play);
}

static void test_session_is_refreshed_not_renewed(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, SECTION("mentions = true"), "pass-word");
    log_in(&play);
    play_moves_on(&play, 3 * CLOCK_HOUR_MS);
    assert_true(play_asks(&play, "listNotifications?reasons=mention&reasons=reply&reasons=quote"));
    assert_true(play_reply(&play, 400, "{\"error\":\"ExpiredToken\",\"message\":\"Token has expired\"}"));
    assert_true(play_asks(&play, "https://pds.example/xrpc/com.atproto.server.refreshSession"));
    assert_str(play.request.bearer, "R1");
    assert_str(play.request.method, "POST");
    assert_true(play_reply(&play, 200, "{\"accessJwt\":\"A2\",\"refreshJwt\":\"R2\"}"));
    assert_true(play_asks(&play, "listNotifications"));
    assert_str(play.request.bearer, "A2");
    /* Refused although it is fresh: no second login. */
    assert_false(play_reply(&play, 401, "{\"error\":\"AuthMissing\"}"));
    assert_int_equal(play.err.kind, ERR_CONFIG);
    play_moves_on(&play, 100 * CLOCK_DAY_MS);
    assert_true(play_asks(&play, "listNotifications"));
    assert_true(play_reply(&play, 400, "{\"error\":\"ExpiredToken\"}"));
    assert_true(play_asks(&play, "refreshSession"));
    assert_true(play_reply(&play, 400, "{\"error\":\"ExpiredToken\"}"));
    log_in(&play);
    play_end(&play);
}

static void test_deleted_posts_are_swept(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, "bluesky \"b\" { accounts = {\"council.example\"} recheck = \"1h\" }\n", "");
    play_ask(&play);
    play_reply_file(&play, "bluesky/feed.json");
    assert_false(play.answer.more);
    play_moves_on(&play, CLOCK_HOUR_MS);
    play_ask(&play);
    assert_true(play_reply(&play, 200, "{\"feed\":[]}"));
    assert_true(play.answer.more);
    assert_true(play_asks(&play, "app.bsky.feed.getPosts?uris=at%3A%2F%2Fdid%3Aplc%3Aaaaa%2Fapp.bsky.feed.post%2F3kone&" /* reposted */
                                 "uris=at%3A%2F%2Fdid%3Aplc%3Adddd%2Fapp.bsky.feed.post%2F3kown"));
    assert_true(play_reply(&play, 200, "{\"posts\":[]}"));
    assert_int_equal(play.answer.count, 2);
    assert_true(play_post(&play, 0)->deleted && play_post(&play, 1)->deleted);
    assert_str(play_post(&play, 1)->native_id, "at://did:plc:dddd/app.bsky.feed.post/3kown");
    assert_false(play.answer.more);
    assert_true(play_asks(&play, "getAuthorFeed"));
    play_end(&play);
}

static void test_refusals(void **state)
{
    (void)state;
    struct play play;
    play_refused("bluesky \"b\" { queries = {\"x\"} }\n", "need identifier and password_file");
    play_refused("bluesky \"b\" { }\n", "nothing to read");
    play_begin(&play, SECTION("queries = {\"x\"}"), "pass-word");
    play_ask(&play);
    assert_false(play_reply(&play, 401, "{\"error\":\"AuthenticationRequired\"}"));
    assert_int_equal(play.err.kind, ERR_CONFIG);
    log_in(&play);
    play_ask(&play);
    assert_false(play_reply(&play, 403, "<html><title>403</title>"));
    assert_non_null(strstr(play.err.text, "page of HTML"));
    play_hostile(&play);
    play_end(&play);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_search),
        cmocka_unit_test(test_repost_and_context),
        cmocka_unit_test(test_session_is_refreshed_not_renewed),
        cmocka_unit_test(test_deleted_posts_are_swept),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
