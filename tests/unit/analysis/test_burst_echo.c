/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include "burst_echo.h"

enum { NOW = 500000, HOUR = 3600 };

static double gives_of(const struct burst_echo_signs *signs, uint32_t since_s, double people, double usual)
{
    double given = burst_echo_gives(signs, since_s, people, usual);
    assert_true(given <= burst_echo_most(signs));
    assert_true(given <= 0 || (signs->any && (int32_t)(since_s - signs->last_s) <= 0));
    return given;
}

/* Of a window that begins somewhere in the day that signs were looked for in. */
static double gives(const struct burst_echoes *echoes, uint32_t since_s, uint32_t ward, double people)
{
    struct burst_echo_signs signs = burst_echo_signs(echoes, since_s - 23 * HOUR, ward, false);
    double given = gives_of(&signs, since_s, people, 0.005);
    assert_true(given <= 0 || (burst_echo_wards(echoes, since_s) >> ward % 64 & 1));
    return given;
}

static double gives_whole(const struct burst_echoes *echoes, double people)
{
    struct burst_echo_signs signs = burst_echo_signs(echoes, NOW - HOUR, 0, true);
    return gives_of(&signs, NOW - HOUR, people, 0.005);
}

static void test_people_who_come_back_are_a_sign_where_few_do(void **state)
{
    (void)state;
    struct burst_echoes echoes = {.count = 0};
    assert_true(gives(&echoes, NOW - HOUR, 3, 5) == 0);
    assert_int_equal(burst_echo_note(&echoes, NOW, 1, 3, false), BURST_ECHO_NEW);
    double one = gives(&echoes, NOW - HOUR, 3, 5);
    assert_int_equal(burst_echo_note(&echoes, NOW, 2, 3, false), BURST_ECHO_NEW);
    double two = gives(&echoes, NOW - HOUR, 3, 5);
    assert_true(one > 0.5 && two > one + 1);
    assert_true(gives(&echoes, NOW - HOUR, 3, 50) < two);     /* of many people some come back */
    assert_true(gives(&echoes, NOW - HOUR, 4, 5) == 0);       /* another ward */
    assert_true(gives(&echoes, NOW + 1, 3, 5) == 0);          /* before the window */
    struct burst_echo_signs signs = burst_echo_signs(&echoes, NOW - HOUR, 3, false);
    assert_true(gives_of(&signs, NOW - HOUR, 5, 0.4) < 0.2);  /* where people come back all the time */
}

static void test_who_comes_back_again_and_again_is_loud(void **state)
{
    (void)state;
    struct burst_echoes echoes = {.count = 0};
    assert_int_equal(burst_echo_note(&echoes, NOW, 1, 3, false), BURST_ECHO_NEW);
    assert_int_equal(burst_echo_note(&echoes, NOW + 60, 1, 3, false), BURST_ECHO_OLD);
    assert_int_equal(burst_echo_note(&echoes, NOW + 120, 1, 3, false), BURST_ECHO_LOUD);
    for (uint32_t i = 0; i < 100000; i++)
        assert_int_equal(burst_echo_note(&echoes, NOW + 180, 1, 3, false), BURST_ECHO_OLD);
    assert_true(gives(&echoes, NOW - HOUR, 3, 5) == 0);
    assert_int_equal(burst_echo_note(&echoes, NOW + 25 * HOUR, 1, 3, false), BURST_ECHO_NEW); /* another day */
}

static void test_an_issue_takes_a_ward_for_one_sign(void **state)
{
    (void)state;
    struct burst_echoes echoes = {.count = 0};
    burst_echo_note(&echoes, NOW, 1, 3, false);
    burst_echo_note(&echoes, NOW, 2, 3, false);
    burst_echo_note(&echoes, NOW, 3, 3, true);
    burst_echo_note(&echoes, NOW, 4, 3, true);
    assert_true(gives_whole(&echoes, 6) == 0);
    burst_echo_note(&echoes, NOW, 5, 4, false);
    assert_true(gives_whole(&echoes, 6) > 1);
}

static void test_a_text_that_is_passed_on_is_a_sign_beside_people_of_their_own_words(void **state)
{
    (void)state;
    struct burst_echoes echoes = {.count = 0};
    burst_echo_note(&echoes, NOW, 1, 3, true);
    assert_true(gives(&echoes, NOW - HOUR, 3, 5) == 0);
    for (uint32_t i = 2; i < 1000; i++) /* many times as many as are kept */
        burst_echo_note(&echoes, NOW, i, 3, true);
    double given = gives(&echoes, NOW - HOUR, 3, 5);
    assert_true(given > 0.5 && given < 1.5);
    assert_true(gives(&echoes, NOW - HOUR, 3, 3) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_people_who_come_back_are_a_sign_where_few_do),
        cmocka_unit_test(test_who_comes_back_again_and_again_is_loud),
        cmocka_unit_test(test_an_issue_takes_a_ward_for_one_sign),
        cmocka_unit_test(test_a_text_that_is_passed_on_is_a_sign_beside_people_of_their_own_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
