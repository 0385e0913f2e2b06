/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include <math.h>

#include "burst_bar.h"
#include "burst_tail.h"

static const double spreads[] = {1e-4, 0.01, 0.1, 0.5, 1.5, 5};
enum { SPREADS = sizeof spreads / sizeof spreads[0] };

static void check_alone(const float due[BURST_BAR_WINDOWS], double score)
{
    for (int i = 0; i < BURST_BAR_WINDOWS; i++) {
        double people = burst_bar_people[i], most = (double)due[i];
        for (int j = 0; j < SPREADS; j++)
            assert_true(most >= people || burst_tail_score(people, most * 1.0001, spreads[j]) < score);
        assert_true(burst_tail_score(people, most / 1.6, 0) >= score); /* and it passes over what is far from it */
    }
}

static void test_more_due_than_the_bar_never_reaches_the_score(void **state)
{
    (void)state;
    struct burst_bar bar = {0};
    for (double score = 1.6; score < 8; score += 0.7) {
        burst_bar_set(&bar, score, score + 2.3);
        check_alone(bar.alone, score);
        check_alone(bar.word, score + 2.3);
    }
}

/* How much likelier it is, in nats, that so many more were due. */
static double likelier(double people, double mean, double added, double spread)
{
    double shape = 1 / spread, more = mean + added;
    return people * log(more / mean * ((mean + shape) / (more + shape))) - shape * log((more + shape) / (mean + shape));
}

static double joint(int named, int unnamed, const double mean[2], const double spread[2])
{
    double excess = named - mean[0];
    return (likelier(named, mean[0], excess, spread[0]) + likelier(unnamed, mean[1], excess / 4, spread[1]) +
            0.5 * log(2 * M_PI * (named + unnamed))) / M_LN10;
}

static void test_nor_do_a_ward_and_those_who_name_none(void **state)
{
    (void)state;
    struct burst_bar bar = {0};
    burst_bar_set(&bar, 4.9, 8);
    for (double ratio = 0.26; ratio < 200; ratio *= 1.37)
        for (int named = 1; named < BURST_BAR_JOINT_MOST; named++) {
            double least = (double)burst_bar_joint(&bar, 0.01f, (float)(0.01 * ratio))[named] * 1.0001;
            double mean[2] = {least, least * ratio};
            for (int unnamed = 1; named + unnamed <= BURST_BAR_JOINT_MOST; unnamed++)
                for (int j = 0; j < SPREADS * SPREADS; j++)
                    assert_true(joint(named, unnamed, mean, (double[]){spreads[j / SPREADS], spreads[j % SPREADS]}) < 4.9);
        }
}

static void test_a_low_score_and_few_who_name_none_are_always_computed(void **state)
{
    (void)state;
    struct burst_bar bar = {0};
    burst_bar_set(&bar, 1, 1);
    assert_true(bar.alone[0] >= 2 && bar.word[5] >= 7);
    burst_bar_set(&bar, 6, 9);
    assert_true(bar.alone[0] < 1);
    assert_true(burst_bar_joint(&bar, 0.5f, 0.1f)[3] >= 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_more_due_than_the_bar_never_reaches_the_score),
        cmocka_unit_test(test_nor_do_a_ward_and_those_who_name_none),
        cmocka_unit_test(test_a_low_score_and_few_who_name_none_are_always_computed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
