/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include "repeats.h"

static uint64_t likeness(const char *text)
{
    struct words words = {0};
    words_split(&words, str_from(text));
    uint64_t value = repeats_likeness(&words);
    words_free(&words);
    return value;
}

static void test_copies(void **state)
{
    (void)state;
    uint64_t first = likeness("The bins on our street have not been collected for three weeks now, it is a disgrace");
    static const char *const copies[] = {
        "RT @resident: The bins on our street have not been collected for three weeks now, it is a disgrace",
        "the bins on our street have NOT been collected for three weeks now... it is a disgrace!!! https://a.b.com/c",
        "The bins on our street have not been collected for three weeks now, it is a total disgrace",
    };
    for (size_t i = 0; i < sizeof copies / sizeof copies[0]; i++)
        assert_true(repeats_is_near(first, likeness(copies[i])));
    assert_false(repeats_is_near(first, likeness("The bins in our lane were collected this morning, thank you very much")));
}

static void test_short_texts_are_voices_of_their_own(void **state)
{
    (void)state;
    assert_int_equal(likeness(""), 0);
    assert_int_equal(likeness("diolch yn fawr"), 0);
    assert_false(repeats_is_near(likeness("thank you"), likeness("thank you")));
}

static void test_window(void **state)
{
    (void)state;
    static struct repeats_window window;
    uint64_t number = 0, wanted = likeness("one two three four five six seven");
    assert_false(repeats_find(&window, wanted, &number));
    repeats_add(&window, wanted, 7);
    assert_true(repeats_find(&window, wanted, &number));
    assert_int_equal(number, 7);
    for (uint64_t i = 0; i < REPEATS_WINDOW; i++)
        repeats_add(&window, 0, i);
    assert_false(repeats_find(&window, wanted, &number));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_copies),
        cmocka_unit_test(test_short_texts_are_voices_of_their_own),
        cmocka_unit_test(test_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
