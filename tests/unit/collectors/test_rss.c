/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include "base/clock.h"
#include "normalise.h"
#include "sources.h"

static struct arena arena;

static struct source_answer read_feed(const char *bytes, size_t len, const char *content_type)
{
    struct err err = {0};
    struct source source = sources_default(sources_kind(STR("rss")), &arena);
    const struct source_header headers[] = {{STR("ETag"), STR("\"1\"")}, {STR("Content-Type"), str_from(content_type)}};
    struct source_request request = {0};
    struct source_reply reply = {.status = 200, .url = STR("https://paper.example/feed/"), .bytes = {bytes, len},
                                 .headers = headers, .header_count = content_type ? 2 : 1};
    struct source_answer answer = {0};
    if (!source.kind->response(&source, STR_NONE, &request, &reply, &answer, &err))
        fail_msg("%s", err.text);
    normalise_answer(&source, NULL, &answer);
    return answer;
}

#define READ(text) read_feed(text, sizeof(text) - 1, NULL)

static void test_rss(void **state)
{
    (void)state;
    struct source_answer answer =
        READ("<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><language>cy</language><ttl>30</ttl>"
             "<item><title>Biniau &amp; ffyrdd</title><link>/a?b=1&amp;c=2</link><guid isPermaLink='false'>7</guid>"
             "<description>&lt;p&gt;Un&lt;/p&gt;&lt;p&gt;dau&lt;/p&gt;</description><dc:creator>Mair</dc:creator>"
             "<pubDate>Fri, 20 Nov 2026 08:15:30 GMT</pubDate><category>Biniau</category></item></channel></rss>");
    assert_int_equal(answer.count, 1);
    const struct post *post = &answer.posts[0];
    assert_str(post->native_id, "7");
    assert_str(post->id, "rss:https://paper.example/feed/#7");
    assert_str(post->url, "https://paper.example/a?b=1&c=2");
    assert_str(post->title, "Biniau & ffyrdd");
    assert_str(post->text, "Un\ndau");
    assert_str(post->author_name, "Mair");
    assert_str(post->language, "cy");
    assert_str(post->tags[0], "Biniau");
    assert_str(clock_iso(&arena, post->published_ms), "2026-11-20T08:15:30Z");
    assert_int_equal(answer.not_before_ms, 30 * CLOCK_MINUTE_MS);
}

static void test_atom_takes_the_fuller_text(void **state)
{
    (void)state;
    struct source_answer answer =
        READ("<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://x.example/y/'><entry><id>tag:x,2026:1</id>"
             "<title type='html'>A &amp;lt;b&amp;gt; tag</title><link rel='self' href='no'/><link href='z'/>"
             "<summary>Short</summary><content type='xhtml'><div><p>Long <b>text</b></p><script>x</script></div></content>"
             "<author><name>Ann</name><email>a@x.example</email></author><updated>2026-11-20T08:15:30Z</updated></entry></feed>");
    const struct post *post = &answer.posts[0];
    assert_str(post->id, "rss:tag:x,2026:1");
    assert_str(post->title, "A <b> tag");
    assert_str(post->url, "https://x.example/y/z");
    assert_str(post->text, "Long text");
    assert_str(post->author_name, "Ann");
    assert_int_not_equal(post->published_ms, 0);
    assert_int_equal(post->modified_ms, 0);
}

static void test_ill_formed(void **state)
{
    (void)state;
    struct source_answer answer = READ("<rss><channel><item><title>AT&T <b>bins</b> &nbsp;&eacute;</title>"
                                       "<description>one <br> two<guid>1</guid></item><item><title>Second"
                                       "<guid>2</guid><item><guid>3</guid><title><![CDATA[Third");
    assert_int_equal(answer.count, 3);
    assert_str(answer.posts[0].title, "AT&T bins é");
    assert_str(answer.posts[0].text, "one\ntwo");
    assert_str(answer.posts[1].title, "Second");
    assert_str(answer.posts[2].title, "Third");
}

static void test_ids(void **state)
{
    (void)state;
    struct source_answer answer =
        READ("<rss><channel><item><guid>urn:1</guid><title>a</title></item><item><guid>urn:1</guid><title>b</title></item>"
             "<item><guid>urn:2</guid><title>c</title></item><item><link>https://x/d</link><title>d</title></item>"
             "<item><title>e</title></item></channel></rss>");
    assert_int_equal(answer.count, 5);
    assert_str(answer.posts[0].native_id, "urn:1");
    assert_false(str_eq(answer.posts[0].id, answer.posts[1].id));
    assert_str(answer.posts[2].id, "rss:urn:2");
    assert_str(answer.posts[3].native_id, "https://x/d");
    assert_int_equal(answer.posts[4].published_ms, 0);
}

static void test_charsets(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t len;
        const char *type;
    } cases[] = {
#define CASE(text, type) {text, sizeof(text) - 1, type}
        CASE("<?xml version='1.0' encoding='iso-8859-1'?><rss><item><title>t\xF4</title></item></rss>", NULL),
        CASE("<?xml version='1.0' encoding='iso-8859-1'?><rss><item><title>t\xC3\xB4</title></item></rss>", NULL),
        CASE("<rss><item><title>t\xF4</title></item></rss>", "text/xml; charset=\"windows-1252\""),
        CASE("\xFF\xFE<\0r\0s\0s\0>\0<\0i\0t\0e\0m\0>\0<\0t\0i\0t\0l\0e\0>\0t\0\xF4\0<\0/\0t\0i\0t\0l\0e\0>\0", NULL),
        CASE("<?xml version='1.0' encoding='utf-8'?><rss><item><title>t\xF4</title></item></rss>", NULL),
        CASE("<?xml version='1.0' encoding='nonsense'?><rss><item><title>t&#244;</title></item></rss>", NULL),
#undef CASE
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct source_answer answer = read_feed(cases[i].bytes, cases[i].len, cases[i].type);
        assert_int_equal(answer.count, 1);
        assert_str(answer.posts[0].title, "tô");
    }
}

static void test_json_feed(void **state)
{
    (void)state;
    struct source_answer answer =
        READ("{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"id\":5,\"url\":\"/x\",\"content_html\":"
             "\"<p>Hi</p>\",\"date_published\":\"2026-11-20T08:15:30Z\",\"tags\":[\"a\"]},null,7]}");
    assert_int_equal(answer.count, 1);
    assert_str(answer.posts[0].native_id, "5");
    assert_str(answer.posts[0].text, "Hi");
    assert_str(answer.posts[0].url, "https://paper.example/x");
}

/* A document type may not grow, and each of these once took quadratic time in somebody's parser: that would meet the
 * test's time-out. */
static void test_bombs(void **state)
{
    (void)state;
    static const char *const pieces[] = {"<item><title>", "<title>", "<entry><id><![CDATA[", "<item a=\"", "<x xmlns:",
                                         "</item>", "<item><description>&lt;", "<!DOCTYPE [", "<item/>"};
    enum { BYTES = 1 << 20 };
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        struct buf text = BUF("bomb", BYTES + 100);
        buf_add(&text, STR("<rss><channel>"));
        while (text.len + 40 < BYTES)
            buf_printf(&text, "%s", pieces[i]);
        read_feed(text.data, text.len, NULL);
        buf_free(&text);
        arena_reset(&arena);
    }
    struct source_answer laughs =
        READ("<!DOCTYPE r [<!ENTITY a \"haha\"><!ENTITY b \"&a;&a;&a;\">]><rss><item><title>&a; &b;</title></item></rss>");
    assert_str(laughs.posts[0].title, "haha &b;");
}

static void test_tombstones(void **state)
{
    (void)state;
    struct source_answer answer =
        READ("<feed xmlns='http://www.w3.org/2005/Atom' xmlns:x='http://purl.org/atompub/tombstones/1.0'><entry><id>urn:1</id>"
             "<title>here</title></entry><x:deleted-entry ref='urn:2' when='2026-11-21T00:00:00Z'/></feed>");
    assert_int_equal(answer.count, 2);
    assert_false(answer.posts[0].deleted);
    assert_true(answer.posts[1].deleted);
    assert_str(answer.posts[1].id, "rss:urn:2");
    arena_reset(&arena);
}

static void test_json_without_addresses(void **state)
{
    (void)state;
    struct source_answer answer = READ("{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"content_text\":\"one\"},"
                                       "{\"content_text\":\"two\"}]}");
    assert_int_equal(answer.count, 2);
    assert_null(answer.posts[0].url.ptr);
    assert_false(str_eq(answer.posts[0].id, answer.posts[1].id));
    arena_reset(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rss),       cmocka_unit_test(test_atom_takes_the_fuller_text),
        cmocka_unit_test(test_ill_formed), cmocka_unit_test(test_ids),
        cmocka_unit_test(test_charsets),  cmocka_unit_test(test_json_feed),
        cmocka_unit_test(test_bombs),
        cmocka_unit_test(test_tombstones),
        cmocka_unit_test(test_json_without_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
