/* SPDX-License-Identifier: MIT */
#include "borough.h"

#include "envelope.h"

static struct arena arena;

static struct envelope letter(void)
{
    static struct str ids[2];
    ids[0] = STR("mastodon:1");
    ids[1] = STR("rss:2");
    return (struct envelope){.id = STR("digest:1"), .to = STR("a@a.example"), .quoted = ids, .quoted_count = 2,
                             .html = STR("<p>Heard</p>\n\x02" "0\x03<q>bins</q>\x04\n\x02" "1\x03<q>biniau</q>\x04\n<p>end</p>"),
                             .text = STR("Heard\n\x02" "0\x03\n  \"bins\"\n\x04\n\x02" "1\x03\n  \"biniau\"\n\x04\nend\n")};
}

static struct str outbox(const struct envelope *envelope)
{
    return envelope_to_json(envelope, &arena);
}

static struct envelope read_back(struct str json)
{
    struct envelope envelope;
    struct err err;
    if (!envelope_from_json(json, &arena, &envelope, &err))
        fail_msg("%s", err.text);
    return envelope;
}

static void test_quotes_lie_apart_and_come_back(void **state)
{
    (void)state;
    struct envelope sent = letter(), back = read_back(outbox(&sent));
    assert_str(back.html, "<p>Heard</p>\n<q>bins</q>\n<q>biniau</q>\n<p>end</p>");
    assert_str(back.text, "Heard\n  \"bins\"\n  \"biniau\"\nend\n");
    assert_int_equal(back.quoted_count, 0);
    struct envelope again = read_back(outbox(&back));
    assert_str(again.html, arena_str(&arena, back.html).ptr);
}

/* As the store's erasure leaves it: the objects with the post's id are gone from their array. */
static void test_what_was_erased_is_left_out(void **state)
{
    (void)state;
    struct envelope sent = letter();
    struct str json = outbox(&sent);
    size_t from = str_find_str(json, STR("{\"id\":\"mastodon:1\""), 0);
    while (from < json.len) {
        size_t end = str_find(json, '}', from) + 1;
        end += json.ptr[end] == ',';
        json = arena_printf(&arena, STR_FMT STR_FMT, STR_ARG(str_cut(json, 0, from)), STR_ARG(str_cut(json, end, json.len)));
        from = str_find_str(json, STR("{\"id\":\"mastodon:1\""), 0);
    }
    assert_true(str_find_str(json, STR("bins"), 0) == json.len); /* nowhere in the outbox */
    struct envelope back = read_back(json);
    assert_str(back.html, "<p>Heard</p>\n\n<q>biniau</q>\n<p>end</p>");
    assert_str(back.text, "Heard\n  \"biniau\"\nend\n");
}

static void test_marks_that_are_none_do_no_harm(void **state)
{
    (void)state;
    struct envelope back = read_back(STR("{\"id\":\"a\",\"to\":\"b\",\"html\":\"x\\u0002y\\u0003z\\u0002\",\"quotes\":[7,{\"number\":9}]}"));
    assert_str(back.html, "xz\x02");
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quotes_lie_apart_and_come_back),
        cmocka_unit_test(test_what_was_erased_is_left_out),
        cmocka_unit_test(test_marks_that_are_none_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
