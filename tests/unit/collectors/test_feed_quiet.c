/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include "feed_quiet.h"

static const int64_t NOW = INT64_C(1795334400000); /* Sunday 2026-11-22T08:00:00Z */

static int64_t minutes(const struct feed_quiet *quiet, int64_t now_ms)
{
    int64_t until_ms = feed_quiet_until(quiet, now_ms);
    return until_ms == 0 ? 0 : (until_ms - now_ms) / CLOCK_MINUTE_MS;
}

static void test_ttl_and_period(void **state)
{
    (void)state;
    struct feed_quiet quiet = {0};
    assert_int_equal(minutes(&quiet, NOW), 0);
    feed_quiet_ttl(&quiet, STR("-5"));
    feed_quiet_ttl(&quiet, STR("soon"));
    assert_int_equal(minutes(&quiet, NOW), 0);
    feed_quiet_period(&quiet, STR("Hourly"));
    feed_quiet_frequency(&quiet, STR("4"));
    assert_int_equal(minutes(&quiet, NOW), 15);
    feed_quiet_period(&quiet, STR("yearly"));
    assert_int_equal(minutes(&quiet, NOW), 60); /* it says how it is written, not how it may be read */
    feed_quiet_ttl(&quiet, STR("90"));
    assert_int_equal(minutes(&quiet, NOW), 90);
    feed_quiet_ttl(&quiet, STR("9999999999"));
    assert_int_equal(minutes(&quiet, NOW), 1440);
}

static void test_hours_and_days(void **state)
{
    (void)state;
    struct feed_quiet quiet = {0};
    feed_quiet_hours(&quiet, STR("<hour>8</hour> <hour>9</hour><hour>24</hour><hour>77</hour><hour>x</hour>"));
    assert_int_equal(quiet.hours, 1 << 8 | 1 << 9 | 1);
    assert_int_equal(minutes(&quiet, NOW + 7 * CLOCK_MINUTE_MS), 113); /* 08:07 to 10:00 */
    assert_int_equal(minutes(&quiet, NOW + 2 * CLOCK_HOUR_MS), 0);
    feed_quiet_days(&quiet, STR("<day>Sunday</day><day>MONDAY</day><day>Someday</day>"));
    assert_int_equal(minutes(&quiet, NOW), (16 + 24 + 1) * 60); /* to Tuesday, whose first hour is skipped too */
}

static void test_nobody_silences_himself_for_good(void **state)
{
    (void)state;
    struct feed_quiet quiet = {.hours = (1 << 24) - 1};
    assert_int_equal(minutes(&quiet, NOW), 0);
    quiet.days = (1 << 7) - 1;
    assert_int_equal(minutes(&quiet, NOW), 0);
    quiet = (struct feed_quiet){.days = (1 << 7) - 2}; /* all but Monday */
    assert_true(minutes(&quiet, NOW + 2 * CLOCK_DAY_MS) <= 3 * 24 * 60);
}

static void test_is_remembered(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct feed_quiet quiet = {.ttl_ms = 60000, .period_ms = CLOCK_DAY_MS, .frequency = 2, .hours = 5, .days = 64};
    struct feed_quiet again = feed_quiet_read(feed_quiet_write(&quiet, &arena), &arena);
    assert_memory_equal(&again, &quiet, sizeof quiet);
    again = feed_quiet_read(STR("{\"ttl_ms\":-1,\"hours\":99999999999,\"days\":1e99,\"frequency\":\"x\"}"), &arena);
    assert_int_equal(feed_quiet_until(&again, NOW), 0);
    again = feed_quiet_read(STR("rubbish"), &arena);
    assert_int_equal(feed_quiet_until(&again, NOW), 0);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ttl_and_period),
        cmocka_unit_test(test_hours_and_days),
        cmocka_unit_test(test_nobody_silences_himself_for_good),
        cmocka_unit_test(test_is_remembered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
