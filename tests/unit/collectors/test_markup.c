/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include "markup.h"

static void test_texts(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"<p>Bins <b>missed</b> again</p><p>Third week</p>", "Bins missed again\nThird week"},
        {"a<br>b<br/>c", "a\nb\nc"},
        {"see <a href=\"https://x/?a=1&amp;b=2\">the page</a>!", "see the page!"},
        {"caf&eacute; &#8211; t&#x177; &#150; &bogus; &amp", "café – tŷ – &bogus; &"},
        {"<script>alert('<p>x</p>')</script>ok<style>p{}</style>", "ok"},
        {"<script>never closed", ""},
        {"1 < 2 && 3 > 2", "1 < 2 && 3 > 2"},
        {"<a title='x > y' href=\"z\">t</a", "t"},
        {"<a title=\"x>y", "y"},
        {"<!-- <p>hidden</p> -->shown<!DOCTYPE html>", "shown"},
        {"<![CDATA[a <b> & c]]>", "a <b> & c"},
        {"<img src=x alt='a hole'>", "a hole"},
        {"<img alt='a hole'>in the road", "in the road"},
        {"  a \n\t b&nbsp;&nbsp;c  ", "a b c"},
        {"<pre>a\nb</pre>c\nd", "a\nb\nc d"},
        {"<ul><li>one<li>two</ul>", "one\ntwo"},
        {"&#0;&#xD800;&#9999999999;", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"", ""},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        assert_str(markup_text(&arena, str_from(pairs[i][0])), pairs[i][1]);
    arena_free(&arena);
}

static void test_guess(void **state)
{
    (void)state;
    assert_true(markup_is_html(STR("a <b>bold</b> claim")));
    assert_true(markup_is_html(STR("AT&amp;T")));
    assert_true(markup_is_html(STR("a<br />b")));
    assert_false(markup_is_html(STR("1 < 2 and 3 > 2")));
    assert_false(markup_is_html(STR("use <your name></your>")));
    assert_false(markup_is_html(STR("plain & simple")));
}

/* Each of these once took quadratic time in somebody's parser: at this size that would meet the test's time-out. */
static void test_linear(void **state)
{
    (void)state;
    static const char *const pieces[] = {"<a \"", "<a x=\">\"", "<!--", "<script>", "</", "<![CDATA[", "&", "<a x='"};
    enum { BYTES = 4 << 20 };
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        char *text = arena_take(&arena, BYTES);
        size_t step = strlen(pieces[i]), len = 0;
        for (; len + step < BYTES; len += step)
            memcpy(text + len, pieces[i], step);
        markup_text(&arena, (struct str){text, len});
        arena_reset(&arena);
    }
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_guess),
        cmocka_unit_test(test_linear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
