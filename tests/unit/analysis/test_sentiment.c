/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include "findings.h"

static struct findings findings;
static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    struct council council;
    struct err err;
    if (!council_read(NULL, &arena, &council, &err) || !findings_open(&findings, &council, &err))
        fail_msg("%s", err.text);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    findings_free(&findings);
    arena_free(&arena);
    return 0;
}

static double felt(const char *text)
{
    struct str one = str_from(text);
    findings_read(&findings, &one, 1);
    return findings.of[0].sentiment.compound;
}

static void what_is_denied_is_a_lack(void **state)
{
    (void)state;
    assert_true(felt("they came to the door") == 0);
    assert_true(felt("nobody came to the door") < -0.1);
    assert_true(felt("they didn't come to the door") < -0.1);
    assert_true(felt("ddaeth neb at y drws heddiw o gwbl") < -0.1);
}

/* What turned something is no lack as well. */
static void a_negation_turns_three_words(void **state)
{
    (void)state;
    double good = felt("it was good");
    assert_true(good > 0.3);
    assert_true(felt("it was not good") < 0);
    assert_true(felt("it was not at all good") < 0);
    assert_true(felt("never a problem") > 0);
    assert_true(felt("it is not of much use to us but good") > felt("it was not good"));
}

static void common_words_are_felt(void **state)
{
    (void)state;
    assert_true(felt("such glee") > 0.3); /* of lexicon.vader.txt alone */
    assert_true(felt("such misery") < -0.3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_denied_is_a_lack), cmocka_unit_test(a_negation_turns_three_words),
                                       cmocka_unit_test(common_words_are_felt)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
