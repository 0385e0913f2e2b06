/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "borough.h"

#include "base/file.h"
#include "letters.h"

static struct arena arena;

static bool load(const char *text, struct letters *letters, struct err *err)
{
    char path[] = "/tmp/earshot-letters-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text));
    close(file);
    bool loaded = letters_load(letters, path, &arena, err);
    unlink(path);
    return loaded;
}

static void test_text_takes_room_and_ink(void **state)
{
    (void)state;
    struct letters letters;
    struct err err;
    static const uint32_t palette[] = {0xffffff};
    assert_true(letters_load(&letters, process_data(&arena, "assets/letters.txt").ptr, &arena, &err));
    size_t wide = letters_width(&letters, STR("Tŷ Ŵ −5")), unknown = letters_width(&letters, STR("م"));
    assert_true(wide > 60 && wide < 120 && unknown > 5);
    assert_int_equal(letters_width(&letters, STR("")), 0);
    struct png png = {100, 40, palette, 1, arena_take(&arena, 4000)};
    letters_write(&letters, &png, 90, 30, STR("mmmm"), 6); /* cut at the edge */
    letters_write(&letters, &png, 10, LETTERS_BASELINE, STR("l"), 6);
    size_t inked = 0, darkest = 0;
    for (size_t i = 0; i < 4000; i++) {
        inked += png.pixels[i] > 0;
        darkest = png.pixels[i] > darkest ? png.pixels[i] : darkest;
        assert_true(png.pixels[i] == 0 || i % 100 >= 10);
    }
    assert_true(inked > 30 && darkest == 6 + LETTERS_GREYS - 1);
    arena_reset(&arena);
}

static void test_a_line_that_is_no_letter_is_named(void **state)
{
    (void)state;
    static const char *const wrong[] = {"# fine\n41 2 00", "41\n", "zz 1 0000000000000000000000000000", "41 0 ", "41 9999 0",
                                        "41 1 000000000000000000000000000g"};
    struct letters letters;
    struct err err;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(load(wrong[i], &letters, &err));
        assert_non_null(strstr(err.text, "not a letter"));
    }
    assert_true(load("41 1 0123456789abcdef0123456789ab\n", &letters, &err) && letters.count == 1);
    assert_int_equal(letters_width(&letters, STR("AéA")), 2);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_takes_room_and_ink),
        cmocka_unit_test(test_a_line_that_is_no_letter_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
