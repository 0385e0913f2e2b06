/* SPDX-License-Identifier: MIT */
#include "unit/collectors/play.h"

#define SECTION(more) "open311 \"fms\" { endpoint = \"https://fms.example/open311/v2/\" " more " }\n"
#define ONE(id, status) \
    "<r><request><service_request_id>" id "</service_request_id><status>" status "</status>" \
    "<requested_datetime>2026-11-21T09:00:00Z</requested_datetime>" \
    "<updated_datetime>2026-11-22T09:30:00Z</updated_datetime></request></r>"

static void test_xml(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, SECTION("jurisdiction = \"x\" services = {\"A b\",\"C\"} report_url = \"https://fms.example/report/\""),
               "");
    assert_true(play_asks(&play, "https://fms.example/open311/v2/requests.xml?jurisdiction_id=x&service_code=A%20b%2CC&"
                                 "start_date=2026-11-15T08%3A00%3A00Z"));
    assert_int_equal(str_find_str(play.request.url, STR("has_photo"), 0), play.request.url.len);
    play_reply_file(&play, "open311/requests.xml");
    assert_int_equal(play.answer.count, 2);
    const struct post *post = play_post(&play, 0);
    assert_str(post->text, "Deep hole: Deep hole outside the <school> & shop");
    assert_str(post->title, "Deep hole");
    assert_str(post->url, "https://fms.example/report/1201");
    assert_null(post->author_name.ptr);
    assert_null(post->author_key.ptr);
    assert_true(post->has_place && post->lon < -3.9);
    assert_str(post->tags[0], "Potholes");
    post = play_post(&play, 1);
    assert_str(post->text, "Dim since <Monday>");
    assert_false(post->has_place);
    assert_str(post->ward, "Heol y Bont");
    assert_str(clock_iso(&play.arena, post->published_ms), "2026-07-20T08:00:00Z"); /* summer time */
    assert_false(play.answer.more);
    assert_true(play_asks(&play, "start_date=2026-11-20T09%3A00%3A00Z"));
    play_end(&play);
}

static void test_json_says_the_same(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, SECTION("format = \"json\""), "");
    assert_true(play_asks(&play, "/requests.json?"));
    play_reply_file(&play, "open311/requests.json");
    assert_str(play_post(&play, 0)->native_id, "77");
    assert_str(play_post(&play, 0)->text, "Bins 😡");
    assert_null(play_post(&play, 0)->author_name.ptr);
    assert_true(play_post(&play, 0)->has_place);
    play_end(&play);
}

static void test_open_ones_are_asked_for_again(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, SECTION("recheck = \"1h\""), "");
    play_ask(&play);
    play_reply_file(&play, "open311/requests.xml");
    play_moves_on(&play, 2 * CLOCK_HOUR_MS);
    play_ask(&play);
    assert_true(play_reply(&play, 200, ONE("9/9", "open")));
    assert_true(play.answer.more);
    assert_true(play_asks(&play, "/requests.xml?"));
    assert_true(play_asks(&play, "start_date=2026-10-23T10%3A00%3A00Z")); /* a month of them, to see what is gone */
    assert_true(play_reply(&play, 200, ONE("9/9", "open")));
    assert_true(play_asks(&play, "/requests/1201.xml"));
    assert_true(play_reply(&play, 200, ONE("1201", "closed")));
    assert_int_equal(play.answer.count, 1);
    assert_str(play_post(&play, 0)->tags[0], "closed");
    assert_true(play_asks(&play, "/requests/1200.xml"));
    assert_true(play_reply(&play, 410, "gone"));
    assert_true(play_post(&play, 0)->deleted);
    assert_false(play.answer.more);
    play_moves_on(&play, 2 * CLOCK_HOUR_MS);
    play_ask(&play);
    assert_true(play_reply(&play, 200, "<r/>"));
    play_ask(&play);
    assert_true(play_reply(&play, 200, "<r/>"));
    assert_true(play_asks(&play, "/requests/9%2F9.xml"));
    assert_true(play_reply(&play, 404, "<errors><error><code>404</code><description>no</description></error></errors>"));
    assert_true(play_post(&play, 0)->deleted);
    assert_str(play_post(&play, 0)->native_id, "9/9");
    assert_true(play_asks(&play, "/requests/1201.xml")); /* closed, and could be taken down yet */
    assert_true(play_reply(&play, 404, "no"));
    assert_true(play_post(&play, 0)->deleted);
    assert_false(play.answer.more);
    play_moves_on(&play, 2 * CLOCK_HOUR_MS);
    play_ask(&play);
    assert_true(play_reply(&play, 200, "<r/>"));
    assert_false(play.answer.more); /* none is known now */
    play_end(&play);
}

static void test_full_pages_go_back(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, SECTION("page_size = 1 max_requests = 1"), "");
    assert_true(play_asks(&play, "max_requests=1"));
    assert_true(play_reply(&play, 200, ONE("1", "open")));
    assert_true(play_asks(&play, "end_date=2026-11-21T09%3A00%3A00Z"));
    assert_true(play_reply(&play, 200, ONE("1", "open")));
    assert_false(play.answer.more); /* nothing older came */
    play_end(&play);
}

static void test_refusals(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, SECTION(""), "");
    play_ask(&play);
    assert_false(play_reply(&play, 200, "<errors><error><code>400</code><description>jurisdiction_id needed</description></error></errors>"));
    assert_string_equal(play.err.text, "the server says: jurisdiction_id needed");
    assert_false(play_reply(&play, 200, "[{\"code\":\"404\",\"description\":\"not found\"}]"));
    assert_false(play_reply(&play, 200, "<r><request>\n<service"));
    assert_non_null(strstr(play.err.text, "line 2"));
    assert_true(play_reply(&play, 200, "<!DOCTYPE r [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><r><request>"
                                       "<service_request_id>1</service_request_id><description>&b;x</description></request></r>"));
    play_hostile(&play);
    play_end(&play);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_xml),
        cmocka_unit_test(test_json_says_the_same),
        cmocka_unit_test(test_open_ones_are_asked_for_again),
        cmocka_unit_test(test_full_pages_go_back),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
