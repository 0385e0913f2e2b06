/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include "burst_issue.h"

enum { DAY = 86400, START_S = 1000 * DAY };

static uint64_t word(uint64_t n)
{
    return burst_key(BURST_TOKEN, n * 0x9e3779b97f4a7c15u);
}

static void say(struct burst_issue *issue, uint64_t key, uint32_t at_s)
{
    struct burst_cell *cell = burst_issue_cell(issue, key);
    assert_non_null(cell);
    if (!cell->awake)
        burst_issue_wake(issue, cell);
    burst_cell_mark(cell, (struct burst_mark){at_s, 0}, 0, 0);
}

static void end_day(struct burst_issue *issue)
{
    issue->day_s += DAY;
    for (uint32_t i = 0; i < issue->awake.count; i++) {
        struct burst_cell *cell = &issue->cells[issue->awake.cells[i]];
        burst_cell_next_day(cell);
        burst_cell_trim(cell, issue->day_s);
    }
    burst_issue_sleep(issue);
}

static void test_each_key_has_its_cell_up_to_the_most(void **state)
{
    (void)state;
    struct burst_issue issue;
    burst_issue_start(&issue, 7, START_S);
    say(&issue, burst_key(BURST_WARD, 0), START_S);
    for (uint64_t i = 0; i < BURST_CELLS_MOST + 50; i++) {
        struct burst_cell *cell = burst_issue_cell(&issue, i % 2 ? word(i) : burst_key(BURST_WARD, i + 1));
        assert_int_equal(cell == NULL, i >= BURST_CELLS_MOST - 2);
    }
    assert_int_equal(issue.cell_count, BURST_CELLS_MOST);
    assert_int_equal(issue.none, 1);
    assert_int_equal(issue.wards.count, BURST_CELLS_MOST / 2);
    for (uint64_t i = 1; i < BURST_CELLS_MOST - 2; i += 2)
        assert_int_equal(burst_issue_cell(&issue, word(i))->key, word(i));
    assert_int_equal(burst_issue_find(&issue, word(0)), 0);
    burst_issue_free(&issue);
}

static void test_a_word_sleeps_when_nobody_is_left(void **state)
{
    (void)state;
    struct burst_issue issue;
    burst_issue_start(&issue, 7, START_S);
    say(&issue, word(1), START_S + 80000);
    for (int day = 0; day < BURST_DAYS; day++) {
        assert_int_equal(issue.awake.count, 1);
        end_day(&issue);
    }
    assert_int_equal(issue.awake.count, 0);
    assert_null(burst_issue_cell(&issue, word(1))->marks);
    say(&issue, word(1), issue.day_s + 5);
    say(&issue, word(1), issue.day_s + 6);
    assert_int_equal(issue.awake.count, 1);
    burst_issue_free(&issue);
}

static void test_a_word_of_long_ago_is_new_and_makes_room(void **state)
{
    (void)state;
    struct burst_issue issue;
    burst_issue_start(&issue, 7, START_S);
    for (uint64_t i = 0; i < BURST_CELLS_MOST - 1; i++)
        say(&issue, word(i), START_S + 1);
    assert_null(burst_issue_cell(&issue, word(BURST_CELLS_MOST)));
    burst_issue_cell(&issue, word(0))->learned = 5;
    for (int day = 0; day < 61; day++) {
        end_day(&issue);
        say(&issue, word(1), issue.day_s + 1);
        assert_int_equal((int)burst_issue_cell(&issue, word(0))->learned, day < 60 ? 5 : 0);
    }
    say(&issue, word(BURST_CELLS_MOST), issue.day_s + 2);
    assert_int_equal(issue.cell_count, 3);
    assert_int_equal(burst_issue_cell(&issue, word(1))->mark_count, 2);
    burst_issue_free(&issue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_key_has_its_cell_up_to_the_most),
        cmocka_unit_test(test_a_word_sleeps_when_nobody_is_left),
        cmocka_unit_test(test_a_word_of_long_ago_is_new_and_makes_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
