/* SPDX-License-Identifier: MIT */
#include "record/mood.h"

#include <math.h>

#include "unit/unit.h"

static struct mood_sums sums(int64_t people, double mean)
{
    return (struct mood_sums){people, people, (double)people * mean, (double)people * (mean * mean + 0.1)};
}

static void test_unknown_under_three(void **state)
{
    (void)state;
    struct mood_sums two = {2, 30, -30, 30};
    struct summary_mood mood = mood_of(&two, NULL, MOOD_SPREAD_LEAST);
    assert_false(mood.known);
    assert_int_equal(mood.people, 2);
    assert_int_equal(mood.posts, 30);
}

static void test_few_people_lean_on_the_parent(void **state)
{
    (void)state;
    struct mood_sums parent = sums(500, 0.1);
    double before = 100;
    const int64_t sizes[] = {3, 10, 30, 100, 1000};
    for (int i = 0; i < 5; i++) {
        struct mood_sums cell = sums(sizes[i], -0.6);
        struct summary_mood mood = mood_of(&cell, &parent, 0.3);
        assert_true(mood.known);
        assert_true(mood.mood < before && mood.mood > -60.001 && mood.mood < 10);
        assert_true(mood.low < mood.mood && mood.mood < mood.high);
        before = mood.mood;
    }
    assert_true(before < -59);
}

static void test_stays_on_the_scale(void **state)
{
    (void)state;
    struct mood_sums angry = {3, 3, -3, 3};
    struct summary_mood mood = mood_of(&angry, NULL, MOOD_SPREAD_LEAST);
    assert_true(mood.mood == -100 && mood.low == -100 && mood.high > -95);
}

static uint64_t seed = 42;

static double uniform(void)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(seed >> 11) / 9007199254740992.0;
}

static double normal(void)
{
    return sqrt(-2 * log(1 - uniform())) * cos(6.283185307179586 * uniform());
}

/* Cells whose true moods scatter around their parent's: the interval must hold the truth 95 times in 100, and the mood
 * drawn to the parent must be nearer to the truth than the plain mean. */
static void test_the_interval_keeps_its_promise(void **state)
{
    (void)state;
    enum { CELLS = 40, ROUNDS = 200 };
    static const int64_t sizes[] = {3, 4, 6, 10, 25, 80};
    int inside = 0, all = 0;
    double shrunk_error = 0, plain_error = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct mood_sums cells[CELLS], parent = {0};
        double truth[CELLS];
        for (int c = 0; c < CELLS; c++) {
            cells[c] = (struct mood_sums){.people = sizes[c % 6], .posts = sizes[c % 6]};
            truth[c] = -0.1 + 0.2 * normal();
            for (int64_t i = 0; i < cells[c].posts; i++) {
                double sentiment = fmin(1, fmax(-1, truth[c] + 0.4 * normal()));
                cells[c].sum += sentiment;
                cells[c].squares += sentiment * sentiment;
            }
            parent.people += cells[c].people;
            parent.posts += cells[c].posts;
            parent.sum += cells[c].sum;
            parent.squares += cells[c].squares;
        }
        double spread = mood_spread(cells, CELLS);
        for (int c = 0; c < CELLS; c++, all++) {
            struct summary_mood mood = mood_of(&cells[c], &parent, spread);
            double off = mood.mood - 100 * truth[c], plain = 100 * (cells[c].sum / (double)cells[c].posts - truth[c]);
            inside += mood.low <= 100 * truth[c] && 100 * truth[c] <= mood.high;
            shrunk_error += off * off;
            plain_error += plain * plain;
        }
    }
    print_message("inside %.3f, error %.1f shrunk, %.1f plain\n", (double)inside / all, sqrt(shrunk_error / all),
                  sqrt(plain_error / all));
    assert_true(inside > all * 0.93 && inside < all * 0.98);
    assert_true(shrunk_error < 0.75 * plain_error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unknown_under_three),
        cmocka_unit_test(test_few_people_lean_on_the_parent),
        cmocka_unit_test(test_stays_on_the_scale),
        cmocka_unit_test(test_the_interval_keeps_its_promise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
