/* SPDX-License-Identifier: MIT */
#include "borough.h"

#include "text_message.h"

static struct arena arena;

static struct str repeated(const char *letter, size_t count)
{
    struct str text = STR("");
    for (size_t i = 0; i < count; i++)
        text = arena_printf(&arena, STR_FMT "%s", STR_ARG(text), letter);
    return text;
}

static void test_segments_as_the_network_counts_them(void **state)
{
    (void)state;
    static const struct {
        const char *letter;
        size_t count, segments;
    } cases[] = {{"a", 0, 1},  {"a", 160, 1}, {"a", 161, 2}, {"a", 306, 2}, {"a", 307, 3},  {"ŵ", 70, 1},
                 {"ŵ", 71, 2}, {"ŷ", 134, 2}, {"â", 135, 3}, {"à", 160, 1}, {"€", 80, 1},   {"€", 81, 2},
                 {"[", 81, 2}, {"`", 71, 2},  {"😀", 35, 1}, {"😀", 36, 2}, {"\n", 160, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t got = text_message_segments(repeated(cases[i].letter, cases[i].count));
        if (got != cases[i].segments)
            fail_msg("%zu of %s: %zu segments, want %zu", cases[i].count, cases[i].letter, got, cases[i].segments);
    }
    /* one ŵ among English letters makes all of it UCS-2 */
    assert_int_equal(text_message_segments(arena_printf(&arena, "ŵ" STR_FMT, STR_ARG(repeated("a", 70)))), 2);
    arena_reset(&arena);
}

static void test_numbers(void **state)
{
    (void)state;
    assert_true(text_message_is_number(STR("+447700900123")));
    assert_false(text_message_is_number(STR("07700900123")));
    assert_false(text_message_is_number(STR("+44")));
    assert_false(text_message_is_number(STR("+44 7700 900123")));
    assert_false(text_message_is_number(STR("+duty@a.example")));
}

static void test_welsh_first_and_short(void **state)
{
    (void)state;
    struct borough borough;
    borough_new(&borough, &arena);
    struct tell tell = {STR("opened"), borough.flood->opened_ms, *borough.flood};
    struct str text = text_message_write(&borough.board, &tell, 0, &arena);
    print_message(STR_FMT "\n", STR_ARG(text));
    assert_true(str_starts(text, STR("PERYGL. ")));
    assert_true(str_find_str(text, STR("\nDANGER. "), 0) < text.len);
    assert_true(text_message_segments(text) <= TEXT_MESSAGE_SEGMENTS);
    tell.incident.place_name = tell.incident.place_name_cy =
        STR("Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch a'r holl ardal o gwmpas y dŵr a'r tŷ");
    tell.incident.issue = repeated("ŵ", 200);
    text = text_message_write(&borough.board, &tell, 0, &arena);
    assert_true(text_message_segments(text) <= TEXT_MESSAGE_SEGMENTS);
    assert_true(str_find_str(text, STR("DANGER"), 0) < text.len);
    borough_free(&borough);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_segments_as_the_network_counts_them),
        cmocka_unit_test(test_welsh_first_and_short),
        cmocka_unit_test(test_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
