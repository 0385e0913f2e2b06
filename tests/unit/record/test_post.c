/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include "record/post.h"

/* People are counted by voices: a paper is one however much it prints, two callers without names are two. */
static void check_voices(void **state)
{
    (void)state;
    static const struct {
        struct post post;
        const char *voice;
    } rows[] = {
        {{.id = STR_INIT("rss:1"), .kind = STR_INIT("rss"), .source = STR_INIT("the paper")}, "the paper"},
        {{.id = STR_INIT("rss:2"), .kind = STR_INIT("rss"), .source = STR_INIT("the paper")}, "the paper"},
        {{.id = STR_INIT("rss:3"), .kind = STR_INIT("rss"), .source = STR_INIT("forum"), .author_key = STR_INIT("a1")}, "a1"},
        {{.id = STR_INIT("rss:4"), .kind = STR_INIT("rss")}, "rss:4"},
        {{.id = STR_INIT("rss:5"), .kind = STR_INIT("rss"), .source = STR_INIT("reports"), .has_place = true}, "rss:5"},
        {{.id = STR_INIT("file:1"), .kind = STR_INIT("file"), .source = STR_INIT("call centre")}, "file:1"},
        {{.id = STR_INIT("open311:1"), .kind = STR_INIT("open311"), .source = STR_INIT("fixmystreet")}, "open311:1"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_true(str_eq(post_voice(&rows[i].post), str_from(rows[i].voice)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_voices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
