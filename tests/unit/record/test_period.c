/* SPDX-License-Identifier: MIT */
#include "record/period.h"

#include "unit/unit.h"

static struct arena arena;

static int64_t at(const char *iso)
{
    int64_t ms = 0;
    assert_true(clock_parse_iso(str_from(iso), &ms));
    return ms;
}

static void assert_starts(enum period period, const char *when, const char *start, const char *id)
{
    int64_t start_ms = period_start(period, at(when));
    assert_str(clock_iso(&arena, start_ms), start);
    assert_str(period_id(period, start_ms, &arena), id);
    assert_true(period_start(period, start_ms) == start_ms);
    assert_true(period_start(period, period_after(period, start_ms, 1) - 1) == start_ms);
}

static void test_starts_at_the_councils_midnight(void **state)
{
    (void)state;
    assert_starts(PERIOD_HOUR, "2026-09-26T08:15:00Z", "2026-09-26T08:00:00Z", "hour:2026-09-26T08:00:00Z");
    assert_starts(PERIOD_DAY, "2026-09-26T22:59:59Z", "2026-09-25T23:00:00Z", "day:2026-09-26");
    assert_starts(PERIOD_DAY, "2026-12-01T00:00:00Z", "2026-12-01T00:00:00Z", "day:2026-12-01");
    assert_starts(PERIOD_WEEK, "2026-09-27T12:00:00Z", "2026-09-20T23:00:00Z", "week:2026-09-21");
    assert_starts(PERIOD_MONTH, "2026-09-30T23:30:00Z", "2026-09-30T23:00:00Z", "month:2026-10-01");
    assert_starts(PERIOD_MONTH, "2026-12-31T23:30:00Z", "2026-12-01T00:00:00Z", "month:2026-12-01");
}

static void test_days_change_their_length(void **state)
{
    (void)state;
    int64_t spring = period_start(PERIOD_DAY, at("2026-03-29T12:00:00Z")),
            autumn = period_start(PERIOD_DAY, at("2026-10-25T12:00:00Z"));
    assert_int_equal((period_after(PERIOD_DAY, spring, 1) - spring) / CLOCK_HOUR_MS, 23);
    assert_int_equal((period_after(PERIOD_DAY, autumn, 1) - autumn) / CLOCK_HOUR_MS, 25);
}

static void test_what_is_alike(void **state)
{
    (void)state;
    int64_t day = period_start(PERIOD_DAY, at("2026-10-31T12:00:00Z")),
            month = period_start(PERIOD_MONTH, at("2026-01-31T12:00:00Z"));
    assert_str(period_id(PERIOD_DAY, period_alike(PERIOD_DAY, day, 1), &arena), "day:2026-10-24");
    assert_str(period_id(PERIOD_DAY, period_alike(PERIOD_DAY, day, 8), &arena), "day:2026-09-05");
    assert_str(period_id(PERIOD_MONTH, period_alike(PERIOD_MONTH, month, 2), &arena), "month:2025-11-01");
}

static int down(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_starts_at_the_councils_midnight),
                                       cmocka_unit_test(test_days_change_their_length),
                                       cmocka_unit_test(test_what_is_alike)};
    return cmocka_run_group_tests(tests, NULL, down);
}
