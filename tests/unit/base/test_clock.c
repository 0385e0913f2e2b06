/* SPDX-License-Identifier: MIT */
#include "base/clock.h"

#include <unistd.h>

#include "unit/unit.h"

static char clock_path[] = "/tmp/earshot-test-clock-XXXXXX";
static struct arena arena;

static int64_t at(const char *iso)
{
    int64_t ms;
    if (!clock_parse_iso(str_from(iso), &ms))
        fail_msg("%s", iso);
    return ms;
}

static void test_the_clock_is_held(void **state)
{
    (void)state;
    assert_true(clock_is_injected());
    assert_int_equal(clock_now_ms(), 1000);
    assert_true(clock_file_set(clock_path, INT64_C(1790000000123)));
    assert_int_equal(clock_now_ms(), INT64_C(1790000000123));
    int64_t before = clock_monotonic_ms();
    usleep(3000);
    assert_true(clock_monotonic_ms() > before); /* never held */
}

static void test_days_of_23_and_25_hours(void **state)
{
    (void)state;
    int64_t spring = clock_day_start(at("2026-03-29T12:00:00Z")), autumn = clock_day_start(at("2026-10-25T12:00:00Z"));
    assert_int_equal(clock_days_after(spring, 1) - spring, 23 * CLOCK_HOUR_MS);
    assert_int_equal(clock_days_after(autumn, 1) - autumn, 25 * CLOCK_HOUR_MS);
    assert_int_equal(clock_days_after(clock_days_after(spring, 200), -200), spring);
    assert_str(clock_iso(&arena, clock_day_start(at("2026-07-01T23:30:00Z"))), "2026-07-01T23:00:00Z");
    assert_str(clock_iso_day(&arena, at("2026-07-01T23:30:00Z")), "2026-07-02");
}

static void test_local_and_back(void **state)
{
    (void)state;
    struct clock_date summer = clock_local(at("2026-07-01T12:00:00Z"));
    assert_int_equal(summer.hour, 13);
    assert_int_equal(summer.offset_s, 3600);
    assert_int_equal(summer.weekday, 2); /* a Wednesday */
    assert_int_equal(clock_from_local(summer), at("2026-07-01T12:00:00Z"));
    struct clock_date skipped = {.year = 2026, .month = 3, .day = 29, .hour = 1, .minute = 30};
    assert_str(clock_iso(&arena, clock_from_local(skipped)), "2026-03-29T01:30:00Z"); /* moves on to 02:30 */
    struct clock_date before = clock_utc(-1);
    assert_int_equal(before.year, 1969);
    assert_int_equal(before.second, 59);
}

static void test_iso_forms(void **state)
{
    (void)state;
    assert_int_equal(at("2026-11-20T08:15:30Z"), INT64_C(1795162530000));
    static const char *const same[] = {"2026-11-20T08:15:30.999Z", "2026-11-20t08:15:30z", "2026-11-20 08:15:30Z",
                                       "2026-11-20T09:15:30+01:00", "2026-11-20T03:15:30-0500", "2026-11-20T08:15:30+00"};
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        assert_int_equal(at(same[i]), INT64_C(1795162530000));
    static const char *const bad[] = {"", "2026-11-20", "2026-11-20T08:15:30", "2026-02-29T00:00:00Z",
                                      "2026-13-01T00:00:00Z", "2026-11-20T24:00:00Z", "2026-11-20T08:15:30Zx",
                                      "0000-01-01T00:00:00Z", "26-11-20T08:15:30Z", "2026-11-20T08:15:30+25:00"};
    int64_t ms;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (clock_parse_iso(str_from(bad[i]), &ms))
            fail_msg("%s", bad[i]);
    assert_true(clock_parse_iso(STR("2028-02-29T00:00:00Z"), &ms));
    assert_true(clock_parse_day(STR("2026-11-20"), &ms));
    assert_false(clock_parse_day(STR("2026-11-20T"), &ms));
}

static void test_spans(void **state)
{
    (void)state;
    int64_t ms;
    static const struct {
        const char *text;
        int64_t ms;
    } good[] = {{"90s", 90000}, {"2m", 120000}, {"6h", 21600000}, {"30d", INT64_C(2592000000)}, {"2w", 1209600000}, {"5", 5000}};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_true(clock_parse_span(str_from(good[i].text), &ms));
        assert_int_equal(ms, good[i].ms);
    }
    static const char *const bad[] = {"", "m", "-1m", "1.5h", "2 m", "1y", "999999999999d"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (clock_parse_span(str_from(bad[i]), &ms))
            fail_msg("%s", bad[i]);
}

int main(void)
{
    int made = mkstemp(clock_path);
    if (made < 0 || !clock_file_set(clock_path, 1000))
        return 1;
    setenv("EARSHOT_CLOCK", clock_path, 1);
    clock_zone_set("Europe/London");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_clock_is_held), cmocka_unit_test(test_days_of_23_and_25_hours),
        cmocka_unit_test(test_local_and_back),    cmocka_unit_test(test_iso_forms),
        cmocka_unit_test(test_spans),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(clock_path);
    arena_free(&arena);
    return failed;
}
