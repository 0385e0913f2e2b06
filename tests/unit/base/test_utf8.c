/* SPDX-License-Identifier: MIT */
#include "base/utf8.h"

#include "base/buf.h"

#include "unit/unit.h"

static struct arena arena;

static void test_what_is_wrong_is_repaired(void **state)
{
    (void)state;
    static const char *const wrong[] = {"\x80", "\xC3", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF\xFE", "a\xE2\x82"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(utf8_valid(str_from(wrong[i])));
        struct str mended = utf8_repair(&arena, str_from(wrong[i]));
        assert_true(utf8_valid(mended));
        assert_true(str_find_str(mended, STR("\xEF\xBF\xBD"), 0) < mended.len);
    }
    assert_true(utf8_valid(STR("tŷ ŵyn 😀")));
}

static void test_what_harms_a_reader_goes(void **state)
{
    (void)state;
    assert_str(utf8_clean(&arena, STR("a\x1b[31mb\r\n\tc\x7f")), "a[31mb\n\tc");
    assert_str(utf8_clean(&arena, STR("abc\xE2\x80\xAE" "fdp")), "abcfdp"); /* right-to-left override */
    assert_str(utf8_clean(&arena, STR("w\xCC\x82" "yn")), "ŵyn"); /* NFC */
    struct buf zalgo = {.name = "zalgo", .ceiling_bytes = 4096};
    buf_char(&zalgo, 'a');
    for (int i = 0; i < 100; i++)
        buf_add(&zalgo, STR("\xCD\xAF"));
    assert_true(utf8_length(utf8_clean(&arena, buf_str(&zalgo))) <= 5);
    buf_free(&zalgo);
}

static void test_folding(void **state)
{
    (void)state;
    assert_str(utf8_fold(&arena, STR("Heol Y BONT"), false), "heol y bont");
    assert_str(utf8_fold(&arena, STR("TŶ"), false), "tŷ");
    assert_str(utf8_fold(&arena, STR("TŶ Siân"), true), "ty sian");
    assert_str(utf8_fold(&arena, STR("Straße"), false), "strasse");
}

static void test_points(void **state)
{
    (void)state;
    size_t at = 0;
    struct str text = STR("ŵ😀!");
    assert_int_equal(utf8_next(text, &at), 0x175);
    assert_int_equal(utf8_next(text, &at), 0x1F600);
    assert_int_equal(utf8_next(text, &at), '!');
    assert_int_equal(at, text.len);
    assert_true(utf8_is_letter(0x175) && utf8_is_upper(0x174) && utf8_is_mark(0x302));
    assert_false(utf8_is_letter('1') || utf8_is_upper('a') || utf8_is_mark('a'));
    assert_int_equal(utf8_lower(0x174), 0x175);
}

static void test_shortening_keeps_words_and_graphemes_whole(void **state)
{
    (void)state;
    assert_str(utf8_shorten(&arena, STR("short"), 10), "short");
    assert_str(utf8_shorten(&arena, STR("Mae'r bin yn llawn eto"), 12), "Mae'r bin…");
    struct str family = STR("👩‍👩‍👧‍👦👩‍👩‍👧‍👦");
    for (size_t most = 1; most < 14; most++) {
        struct str cut = utf8_shorten(&arena, family, most);
        assert_true(utf8_valid(cut) && utf8_length(cut) <= most);
    }
    assert_str(utf8_shorten(&arena, family, 8), "👩‍👩‍👧‍👦…");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_wrong_is_repaired),
        cmocka_unit_test(test_what_harms_a_reader_goes),
        cmocka_unit_test(test_folding),
        cmocka_unit_test(test_points),
        cmocka_unit_test(test_shortening_keeps_words_and_graphemes_whole),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(&arena);
    return failed;
}
