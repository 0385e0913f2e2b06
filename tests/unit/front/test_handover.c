/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include "front/handover.h"

static const char *program(int argc, const char *const argv[])
{
    const struct handover *found = handover_find(argc, (char **)(uintptr_t)argv);
    return found ? found->program : "-";
}

static void test_finds_the_word_behind_options(void **state)
{
    (void)state;
    assert_string_equal(program(2, (const char *[]){"earshot", "score", NULL}), "analyse");
    assert_string_equal(program(4, (const char *[]){"earshot", "-c", "collect", "serve", NULL}), "serve");
    assert_string_equal(program(4, (const char *[]){"earshot", "--log", "json", "digest", NULL}), "mail");
}

static void test_leaves_its_own_and_unknown_words(void **state)
{
    (void)state;
    assert_string_equal(program(2, (const char *[]){"earshot", "up", NULL}), "-");
    assert_string_equal(program(3, (const char *[]){"earshot", "nonsense", "score", NULL}), "-");
    assert_string_equal(program(1, (const char *[]){"earshot", NULL}), "-");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finds_the_word_behind_options),
        cmocka_unit_test(test_leaves_its_own_and_unknown_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
