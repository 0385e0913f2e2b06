/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include <math.h>

#include "cycle.h"

static double chance(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return (double)(*seed >> 8) / (1 << 24);
}

/* 20 series that rise and fall every `round` buckets, or never if that is 0, with as much noise. */
static struct cycle of(double round, size_t buckets)
{
    struct cycle cycle = {0};
    double counts[CYCLE_MOST];
    uint32_t seed = 7;
    for (int series = 0; series < 20; series++) {
        for (size_t i = 0; i < buckets; i++)
            counts[i] = 10 + (round > 0 ? 3 * sin(6.283185 * (double)i / round) : 0) + 8 * (chance(&seed) - 0.5);
        cycle_see(&cycle, counts, buckets);
    }
    return cycle;
}

static void weeks_have_a_year_of_52(void **state)
{
    (void)state;
    struct cycle weeks = of(52.18, 624);
    assert_true(cycle_is_weeks(&weeks));
}

static void days_do_not(void **state)
{
    (void)state;
    static const double rounds[] = {7, 365.25, 3.5, 30.4, 0};
    for (size_t i = 0; i < sizeof rounds / sizeof *rounds; i++) {
        struct cycle days = of(rounds[i], 730);
        assert_false(cycle_is_weeks(&days));
    }
}

static void nothing_tells_nothing(void **state)
{
    (void)state;
    double zeros[CYCLE_LEAST] = {0};
    struct cycle cycle = {0};
    assert_false(cycle_is_weeks(&cycle));
    cycle_see(&cycle, zeros, CYCLE_LEAST);
    assert_false(cycle_is_weeks(&cycle));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(weeks_have_a_year_of_52), cmocka_unit_test(days_do_not),
                                       cmocka_unit_test(nothing_tells_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
