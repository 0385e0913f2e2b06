/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include "normalise.h"
#include "sources.h"

static void test_link(void **state)
{
    (void)state;
    struct source_header headers[] = {
        {STR("Link"), STR("<https://x/a?max_id=1>; rel=\"next\", <https://x/a?min_id=9,3>; rel=\"prev\"")},
    };
    struct source_reply reply = {.headers = headers, .header_count = 1};
    assert_str(source_reply_link(&reply, "next"), "https://x/a?max_id=1");
    assert_str(source_reply_link(&reply, "prev"), "https://x/a?min_id=9,3");
    assert_null(source_reply_link(&reply, "last").ptr);
    headers[0].value = STR("<broken; rel=next");
    assert_null(source_reply_link(&reply, "next").ptr);
}

static void test_status_tells_what_to_do(void **state)
{
    (void)state;
    struct err err;
    assert_true(source_reply_ok(&(struct source_reply){.status = 304}, &err));
    assert_false(source_reply_ok(&(struct source_reply){.status = 401}, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_false(source_reply_ok(&(struct source_reply){.status = 503}, &err));
    assert_int_equal(err.kind, ERR_AGAIN);
}

static void test_normalise(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct source source = sources_default(sources_kind(STR("mastodon")), &arena);
    static const unsigned char key[32] = {1};
    struct post post = {.native_id = STR(" https://x/1 "), .text = STR("  Ty\xCC\x82 \x01"), .title = STR(" "),
                        .author_name = STR("x"), .author_url = STR("https://x/@x"), .tags = {STR("a"), STR("a"), STR("")},
                        .tag_count = 3};
    assert_true(normalise_post(&source, key, &post));
    assert_str(post.id, "mastodon:https://x/1");
    assert_str(post.text, "Tŷ");
    assert_null(post.title.ptr);
    assert_int_equal(post.tag_count, 1);
    assert_int_equal(post.author_key.len, 32);
    struct str account = normalise_author(&arena, key, STR("mastodon"), STR("https://x/@x"));
    assert_true(str_eq(account, post.author_key));
    post.visibility = STR("direct");
    assert_false(normalise_post(&source, key, &post));
    post = (struct post){.text = STR("no id")};
    assert_false(normalise_post(&source, key, &post));
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_link),
        cmocka_unit_test(test_status_tells_what_to_do),
        cmocka_unit_test(test_normalise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
