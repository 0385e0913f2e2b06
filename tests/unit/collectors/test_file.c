/* SPDX-License-Identifier: MIT */
#include "play.h"

#define CALLS "file \"calls\" { path = \"drop/*.csv\" columns = {\"text=What was said\", \"ward=Area\"} }\n"

static const char *listing(const char *size, const char *age, const char *done)
{
    static char text[256];
    snprintf(text, sizeof text, "[{\"path\":\"/d/a.csv\",\"inode\":7,\"size\":%s,\"age_ms\":%s,\"done\":%s}]", size, age, done);
    return text;
}

static struct str offset(const struct play *play)
{
    return play->request.header_count > 0 ? play->request.headers[0].value : STR_NONE;
}

static void test_a_half_written_file_waits(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, CALLS, "x");
    assert_true(play_asks(&play, "/drop/*.csv"));
    assert_str(play.request.method, "LIST");
    assert_true(play_reply(&play, 200, listing("80", "1000", "false")));
    assert_false(play.answer.more);
    play_ask(&play);
    assert_true(play_reply(&play, 200, listing("80", "1000", "true")));
    assert_true(play.answer.more);
    assert_true(play_asks(&play, "file:/d/a.csv"));
    assert_str(offset(&play), "0");
    play_end(&play);
}

static void test_reads_on_where_it_was(void **state)
{
    (void)state;
    struct play play;
    static const char first[] = "Ref,Time,Caller,What was said,Area\r\n1,2026-11-20 08:15,01234,\"a \"\"b\"\",\nc\",Town\r\n";
    static const char more[] = "2,20/07/2026 08:15,01234,later,\r\n";
    char size[32];
    play_begin(&play, CALLS, "x");
    play_ask(&play);
    snprintf(size, sizeof size, "%zu", strlen(first));
    play_reply(&play, 200, listing(size, "60000", "false"));
    play_ask(&play);
    assert_true(play_reply(&play, 200, first));
    assert_int_equal(play.answer.count, 1);
    const struct post *post = play_post(&play, 0);
    assert_str(post->id, "file:calls/1");
    assert_str(post->text, "a \"b\",\nc");
    assert_str(post->ward, "Town");
    assert_null(post->author_name.ptr);
    assert_int_equal(post->author_key.len, 32);
    assert_str(clock_iso(&play.arena, post->published_ms), "2026-11-20T08:15:00Z");
    assert_false(play.answer.more);
    snprintf(size, sizeof size, "%zu", strlen(first) + strlen(more));
    play_ask(&play);
    play_reply(&play, 200, listing(size, "60000", "false"));
    play_ask(&play);
    assert_int_equal(strtoul(offset(&play).ptr, NULL, 10), strlen(first));
    assert_true(play_reply(&play, 200, more));
    assert_str(play_post(&play, 0)->native_id, "2");
    assert_str(clock_iso(&play.arena, play_post(&play, 0)->published_ms), "2026-07-20T07:15:00Z"); /* summer time here */
    play_end(&play);
}

static void test_a_bad_row_is_named_and_passed_over(void **state)
{
    (void)state;
    struct play play;
    static const char text[] = "Ref,What was said\n1,good\n2,\"bad\"x\n3,good too\n";
    char size[32];
    play_begin(&play, CALLS, "x");
    play_ask(&play);
    snprintf(size, sizeof size, "%zu", strlen(text));
    play_reply(&play, 200, listing(size, "60000", "false"));
    play_ask(&play);
    assert_true(play_reply(&play, 200, text));
    assert_int_equal(play.answer.count, 2);
    assert_str(play.answer.notice, "/d/a.csv: line 3, column 8: text after a closing quote");
    play_end(&play);
}

static void test_no_text_column(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, CALLS, "x");
    play_ask(&play);
    play_reply(&play, 200, listing("8", "60000", "false"));
    play_ask(&play);
    assert_true(play_reply(&play, 200, "a,b\n1,2\n"));
    assert_non_null(strstr(play.answer.notice.ptr, "no column holds the text (there are: a, b)"));
    assert_false(play.answer.more);
    play_refused("file \"x\" { path = \"x\" columns = {\"txt=Comment\"} }\n", "FIELD=COLUMN");
    play_end(&play);
}

static void test_lines_of_json(void **state)
{
    (void)state;
    struct play play;
    play_begin(&play, "file \"survey\" { path = \"drop/*.jsonl\" }\n", "x");
    play_ask(&play);
    play.request = (struct source_request){0};
    assert_true(play_reply(&play, 200, "{\"id\":\"s1\",\"comment\":\"Da iawn\",\"date\":\"2026-11-20\",\"lang\":\"cy\","
                                  "\"date_modified\":\"2026-11-21T10:00:00Z\"}\n\n"));
    assert_str(play_post(&play, 0)->text, "Da iawn");
    assert_str(play_post(&play, 0)->language, "cy");
    assert_int_equal(play_post(&play, 0)->modified_ms, INT64_C(1795255200000));
    assert_false(play_reply(&play, 200, "{\"text\":\"a\"}\n{\"text\":\n"));
    assert_non_null(strstr(play.err.text, "line 2"));
    play_end(&play);
}

static void test_a_row_may_take_another_back(void **state)
{
    (void)state;
    struct play play;
    static const char rows[] = "{\"id\":\"7\",\"deleted\":true}\n{\"deleted\":true,\"text\":\"whose?\"}\n"
                               "{\"id\":\"8\",\"_earshot\":{\"deleted\":true}}\n{\"id\":\"9\"}\n";
    char size[32];
    play_begin(&play, "file \"calls\" { path = \"drop/*.jsonl\" format = \"jsonl\" }\n", "x");
    play_ask(&play);
    snprintf(size, sizeof size, "%zu", strlen(rows));
    play_reply(&play, 200, listing(size, "60000", "false"));
    play_ask(&play);
    assert_true(play_reply(&play, 200, rows));
    assert_int_equal(play.answer.count, 2);
    assert_true(play_post(&play, 0)->deleted && play_post(&play, 1)->deleted);
    assert_str(play_post(&play, 0)->id, "file:calls/7");
    assert_non_null(strstr(play.answer.notice.ptr, "line 2: deleted, but no id"));
    play_end(&play);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_half_written_file_waits),
        cmocka_unit_test(test_reads_on_where_it_was),
        cmocka_unit_test(test_a_bad_row_is_named_and_passed_over),
        cmocka_unit_test(test_no_text_column),
        cmocka_unit_test(test_lines_of_json),
        cmocka_unit_test(test_a_row_may_take_another_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
