/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"
#include "url.h"

/* RFC 3986, 5.4, with its base. */
static void test_resolve(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"g:h", "g:h"}, {"g", "http://a/b/c/g"}, {"./g", "http://a/b/c/g"}, {"g/", "http://a/b/c/g/"},
        {"/g", "http://a/g"}, {"//g", "http://g"}, {"?y", "http://a/b/c/d;p?y"}, {"g?y", "http://a/b/c/g?y"},
        {"#s", "http://a/b/c/d;p?q#s"}, {"g#s", "http://a/b/c/g#s"}, {"", "http://a/b/c/d;p?q"},
        {".", "http://a/b/c/"}, {"..", "http://a/b/"}, {"../g", "http://a/b/g"}, {"../..", "http://a/"},
        {"../../../g", "http://a/g"}, {"/./g", "http://a/g"}, {"g..", "http://a/b/c/g.."}, {"./g/.", "http://a/b/c/g/"},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        assert_str(url_resolve(&arena, STR("http://a/b/c/d;p?q"), str_from(pairs[i][0])), pairs[i][1]);
    assert_str(url_resolve(&arena, STR_NONE, STR("x/y")), "x/y");
    arena_free(&arena);
}

static void test_parts(void **state)
{
    (void)state;
    struct url url;
    assert_true(url_split(STR("https://me:pw@[::1]:8443/a?b=c&d=e#f"), &url));
    assert_str(url.host, "[::1]");
    assert_int_equal(url.port, 8443);
    assert_str(url_parameter(STR("https://x/?min_id=12&limit=40#x"), "limit"), "40");
    assert_null(url_parameter(STR("https://x/?min_id=12"), "id").ptr);
    assert_false(url_split(STR("no address"), &url));
}

static void test_build(void **state)
{
    (void)state;
    struct buf url = BUF("url", 1000);
    buf_printf(&url, "https://x/y");
    url_add(&url, "q", STR("tŷ & bin"));
    url_add(&url, "limit", STR("40"));
    assert_str(buf_str(&url), "https://x/y?q=t%C5%B7%20%26%20bin&limit=40");
    buf_free(&url);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_resolve),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_build),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
