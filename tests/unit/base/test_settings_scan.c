/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include "base/settings_scan.h"

static bool known(struct str name)
{
    return str_eq(name, STR("council"));
}

static void test_unknown_sections_are_blanked(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"council { name = \"x\" }", "council { name = \"x\" }"},
        {"rss \"a } b\" { l = {\"1\", \"2\"} e = 2 } council {}", "                                     council {}"},
        {"rss 'a' {\n# }\nx = '}' }\ncouncil {}", "         \n   \n         \ncouncil {}"},
        {"/* rss { */ council { }", "/* rss { */ council { }"},
        {"rss { never closed", "rss { never closed"},
        {"rss \"\\\"}\" { }", "             "},
        {"stray = 1", "stray = 1"},
        {"}", "}"},
        {"", ""},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_str(settings_scan(&arena, str_from(rows[i][0]), known), rows[i][1]);
    arena_free(&arena);
}

static void test_comments_are_blanked(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"a = 1 # b\nc", "a = 1    \nc"},          {"a // b\nc", "a     \nc"},
        {"a /* b\nc */ d", "a     \n     d"},       {"x = \"http://y#z\"", "x = \"http://y#z\""},
        {"x = '#' # y", "x = '#'    "},            {"/* never closed\n", "               \n"},
        {"a / b", "a / b"},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_str(settings_scan_comments(&arena, str_from(rows[i][0])), rows[i][1]);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_unknown_sections_are_blanked),
                                       cmocka_unit_test(test_comments_are_blanked)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
