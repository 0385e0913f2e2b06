/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include <math.h>

#include "burst_bar.h"
#include "burst_tail.h"

static const double spreads[] = {1e-4, 0.01, 0.1, 0.5, 1.5, 5};
enum { SPREADS = sizeof spreads / sizeof spreads[0] };

/* What a cell's window scores at most: what a wild day leaves of it. */
static double alone(double people, double due, double spread)
{
    return fmin(burst_tail_score(people, due, spread),
                BURST_BAR_WILD_RARITY + burst_tail_score(people, due, BURST_BAR_WILD * spread));
}

static void test_more_due_than_the_bar_never_reaches_the_score(void **state)
{
    (void)state;
    struct burst_bar bar = {.joint_score = 0};
    for (double score = 0.4; score < 12; score += 0.73)
        for (double spread = 1e-4; spread < 6; spread *= 1.23) {
            const float *due = burst_bar_alone(&bar, burst_bar_spread(spread), score);
            for (int i = 0; i < BURST_BAR_WINDOWS; i++) {
                double people = burst_bar_people[i], most = (double)due[i] * 1.0001;
                assert_true(most * BURST_BAR_RATIO_LEAST >= people || alone(people, most, spread) < score);
                bool seldom = score < 2.5 || score > 9 || spread > 1; /* else it passes over what is far from it */
                assert_true(seldom || alone(people, most / 5, spread) >= score);
            }
        }
    burst_bar_free(&bar);
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
    struct burst_bar bar = {.joint_score = 0};
    for (double ratio = 0.26; ratio < 200; ratio *= 1.37)
        for (int named = 1; named < BURST_BAR_JOINT_MOST; named++) {
            const struct burst_bar_joint *due = burst_bar_joint(&bar, 4.9, 0.01f, (float)(0.01 * ratio));
            for (int unnamed = 1; named + unnamed <= BURST_BAR_JOINT_MOST; unnamed++) {
                double least = (double)due->most_due[named][unnamed - 1] * 1.0001, mean[2] = {least, least * ratio};
                if (least * BURST_BAR_JOINT_RATIO_LEAST >= named)
                    continue;
                for (int j = 0; j < SPREADS * SPREADS; j++)
                    assert_true(joint(named, unnamed, mean, (double[]){spreads[j / SPREADS], spreads[j % SPREADS]}) < 4.9);
            }
        }
    burst_bar_free(&bar);
}

static void test_a_low_score_is_always_computed(void **state)
{
    (void)state;
    struct burst_bar bar = {.joint_score = 0};
    assert_true((double)burst_bar_alone(&bar, 0, 1)[0] >= 2 / BURST_BAR_RATIO_LEAST);
    assert_true((double)burst_bar_alone(&bar, 0, 6)[0] < 1);
    assert_true((double)burst_bar_joint(&bar, 1, 0.01f, 0.02f)->most_due[3][4] >= 3 / BURST_BAR_JOINT_RATIO_LEAST);
    assert_true((double)burst_bar_joint(&bar, 6, 0.01f, 0.02f)->most_due[3][4] < 1);
    burst_bar_free(&bar);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_more_due_than_the_bar_never_reaches_the_score),
        cmocka_unit_test(test_nor_do_a_ward_and_those_who_name_none),
        cmocka_unit_test(test_a_low_score_is_always_computed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
