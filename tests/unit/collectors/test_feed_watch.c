/* SPDX-License-Identifier: MIT */
#include "feed_watch.h"
#include "play.h"

#define PAPER "rss \"paper\" { url = \"https://paper.example/feed\" }\n"
#define ITEM(name, hour) ITEM_AT(name, hour, "https://paper.example/" name)
#define ITEM_AT(name, hour, link)                                                                  \
    "<item><guid>urn:" name "</guid><title>" name "</title><link>" link "</link><pubDate>"         \
    "Sun, 22 Nov 2026 " hour ":00:00 GMT</pubDate></item>"
#define FEED(items) "<rss version='2.0'><channel>" items "</channel></rss>"
#define COMMENT(name, hour) ITEM_AT(name, hour, "https://paper.example/post#" name)

static void shows(struct play *play, const char *feed)
{
    assert_true(play_asks(play, "https://paper.example/feed"));
    assert_true(play_reply(play, 200, feed));
}

static void unchanged(struct play *play)
{
    assert_true(play_asks(play, "https://paper.example/feed"));
    assert_true(play_reply(play, 304, ""));
}

static bool asks_page(struct play *play, const char *method, const char *page)
{
    return play_asks(play, page) && str_eq(play->request.method, str_from(method)) && play->request.aside;
}

static void test_a_page_that_is_gone(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, PAPER, "");
    shows(&play, FEED(ITEM("c", "07") ITEM("b", "06") ITEM("a", "05")));
    assert_false(play.answer.more);
    play_moves_on(&play, CLOCK_HOUR_MS);
    shows(&play, FEED(ITEM("c", "07") ITEM("a", "05")));
    assert_true(play.answer.more);
    assert_true(asks_page(&play, "HEAD", "https://paper.example/b"));
    assert_true(play_reply(&play, 404, ""));
    assert_int_equal(play.answer.count, 0);
    assert_true(asks_page(&play, "GET", "https://paper.example/b")); /* some servers do not know HEAD */
    assert_true(play_reply(&play, 410, "gone"));
    assert_int_equal(play.answer.count, 1);
    assert_true(play_post(&play, 0)->deleted);
    assert_str(play_post(&play, 0)->id, "rss:urn:b");
    assert_false(play.answer.more);
    play_end(&play);
}

static void test_a_page_that_stays(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, PAPER, "");
    shows(&play, FEED(ITEM("c", "07") ITEM("b", "06") ITEM("a", "05")));
    play_moves_on(&play, CLOCK_HOUR_MS);
    shows(&play, FEED(ITEM("c", "07") ITEM("a", "05")));
    assert_true(asks_page(&play, "HEAD", "https://paper.example/b"));
    assert_true(play_reply(&play, 404, ""));
    play_ask(&play);
    assert_true(play_reply(&play, 200, "it is here"));
    assert_false(play.answer.more);
    play_moves_on(&play, CLOCK_HOUR_MS);
    unchanged(&play);
    assert_false(play.answer.more); /* it was asked for once, and that is enough for a day */
    play_moves_on(&play, 23 * CLOCK_HOUR_MS);
    unchanged(&play);
    for (int i = 0; i < 3; i++) {
        assert_true(play.answer.more);
        assert_true(asks_page(&play, "HEAD", "https://paper.example/"));
        assert_true(play_reply(&play, 200, ""));
    }
    assert_false(play.answer.more);
    play_end(&play);
}

static void test_a_server_that_will_not_say(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, PAPER, "");
    shows(&play, FEED(ITEM("b", "06") ITEM("a", "05")));
    play_moves_on(&play, CLOCK_DAY_MS);
    unchanged(&play);
    assert_true(play.answer.more);
    play_ask(&play);
    assert_true(play_reply(&play, 403, "no robots"));
    assert_int_equal(play.answer.count, 0);
    assert_false(play.answer.more); /* nor are its other pages asked for */
    unchanged(&play);
    assert_false(play.answer.more);
    play_end(&play);
}

static void test_comments(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, PAPER, "");
    shows(&play, FEED(COMMENT("c", "07") COMMENT("b", "06") COMMENT("a", "05")));
    play_moves_on(&play, CLOCK_HOUR_MS);
    shows(&play, FEED(COMMENT("d", "08") COMMENT("c", "07") COMMENT("a", "05")));
    assert_int_equal(play.answer.count, 3);
    assert_false(play.answer.more);
    play_moves_on(&play, FEED_WATCH_SURE_MS - 1);
    unchanged(&play);
    assert_int_equal(play.answer.count, 0);
    play_moves_on(&play, 1);
    unchanged(&play);
    assert_int_equal(play.answer.count, 1);
    assert_true(play_post(&play, 0)->deleted);
    assert_str(play_post(&play, 0)->id, "rss:urn:b");
    play_moves_on(&play, CLOCK_DAY_MS);
    unchanged(&play);
    assert_int_equal(play.answer.count, 0);
    play_end(&play);
}

static void test_what_is_no_deletion(void **state)
{
    (void)state;
    static const char *const later[] = {
        FEED(COMMENT("e", "09") COMMENT("d", "08") COMMENT("c", "07")), /* newer ones have pushed it out */
        FEED(COMMENT("c", "07") COMMENT("a", "05") COMMENT("d", "08")), /* a feed in no order */
        FEED(""),                                                      /* an empty one */
    };
    for (size_t i = 0; i < sizeof later / sizeof later[0]; i++) {
        struct play play;
        play_begin(&play, PAPER, "");
        shows(&play, FEED(COMMENT("c", "07") COMMENT("b", "06") COMMENT("a", "05")));
        play_moves_on(&play, CLOCK_HOUR_MS);
        shows(&play, later[i]);
        size_t came = play.answer.count;
        play_moves_on(&play, CLOCK_DAY_MS);
        shows(&play, later[i]);
        assert_int_equal(play.answer.count, came);
        play_end(&play);
    }
}

/* An old copy out of a cache, and the new one again; and an entry on somebody else's server. */
static void test_back_again_and_elsewhere(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, PAPER, "");
    shows(&play, FEED(COMMENT("c", "07") ITEM_AT("b", "06", "https://other.example/b") COMMENT("a", "05")));
    play_moves_on(&play, CLOCK_HOUR_MS);
    shows(&play, FEED(COMMENT("a", "05")));
    play_moves_on(&play, CLOCK_HOUR_MS);
    shows(&play, FEED(COMMENT("c", "07") COMMENT("a", "05")));
    play_moves_on(&play, CLOCK_DAY_MS);
    shows(&play, FEED(COMMENT("c", "07") COMMENT("a", "05")));
    assert_int_equal(play.answer.count, 2);
    assert_false(play.answer.more);
    play_end(&play);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_page_that_is_gone),
        cmocka_unit_test(test_a_page_that_stays),
        cmocka_unit_test(test_a_server_that_will_not_say),
        cmocka_unit_test(test_comments),
        cmocka_unit_test(test_what_is_no_deletion),
        cmocka_unit_test(test_back_again_and_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
