/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include "markdown.h"

static void test_markdown(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"plain", "plain"},
        {"**Bins** are *late*, ~~again~~ `ok`", "Bins are late, again ok"},
        {"snake_case and _that_ 2 * 3", "snake_case and that 2 * 3"},
        {"see [the page](https://x.example/a_(b)) now", "see the page now"},
        {"![a picture](https://x/p.png)after", "after"},
        {"> said\n> more\n## Heading\n#tag", "said\nmore\nHeading\n#tag"},
        {"\\*not\\* caf&eacute;", "*not* café"},
        {"[never closed and ](", "[never closed and ]("},
        {"[a](b", "[a](b"},
        {"![", "!["},
        {"", ""},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_str(markdown_text(&arena, str_from(cases[i].in)), cases[i].out);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_markdown)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
