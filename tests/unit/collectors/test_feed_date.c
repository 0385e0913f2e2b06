/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include "base/clock.h"
#include "feed_date.h"

static void test_forms(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"Fri, 20 Nov 2026 08:15:30 GMT", "2026-11-20T08:15:30Z"},
        {"20 Nov 26 08:15 BST", "2026-11-20T07:15:00Z"},
        {"Fri,20 November 2026 8:15:30 -0330", "2026-11-20T11:45:30Z"},
        {"2026-11-20T08:15:30.25+01:00", "2026-11-20T07:15:30Z"},
        {"2026-11-20 08:15", "2026-11-20T08:15:00Z"},
        {"2026-324", "2026-11-20T00:00:00Z"},
        {"2026-W47-5", "2026-11-20T00:00:00Z"},
        {"20261120T081530Z", "2026-11-20T08:15:30Z"},
        {"1795162530", "2026-11-20T08:15:30Z"},
        {"Fri Nov 20 08:15:30 2026", "2026-11-20T08:15:30Z"},
        {"Fri Nov 20 2026 08:15:30 GMT+0100 (CET)", "2026-11-20T07:15:30Z"},
        {"Gwener, 20 Tachwedd 2026, 08:15", "2026-11-20T08:15:00Z"},
        {"20 Tach 2026", "2026-11-20T00:00:00Z"},
        {"ven. 20 nov. 2026 08:15", "2026-11-20T08:15:00Z"},
        {"20/11/2026 8:15 PM", "2026-11-20T20:15:00Z"},
        {"11/20/2026 12:05 am", "2026-11-20T00:05:00Z"},
        {"7/8/2026", "2026-08-07T00:00:00Z"},
        {"2026-11-20T24:00:00Z", "2026-11-21T00:00:00Z"},
        {"2026년 11월 20일  17:15:30", "2026-11-20T08:15:30Z"},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        int64_t ms = 0;
        if (!feed_date(str_from(pairs[i][0]), &ms))
            fail_msg("%s: not read", pairs[i][0]);
        assert_str(clock_iso(&arena, ms), pairs[i][1]);
    }
    arena_free(&arena);
}

static void test_welsh(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"Dydd Mawrth 3 Tachwedd 2026 am 9.30yh", "2026-11-03T21:30:00Z"},
        {"dydd Mawrth, 03/11/2026", "2026-11-03T00:00:00Z"},
        {"ddydd Gwener, 20fed o Dachwedd 2026", "2026-11-20T00:00:00Z"},
        {"y 3ydd o Fawrth 2026, 12:05 y.b.", "2026-03-03T00:05:00Z"},
        {"1af o Fai 2026 9yb", "2026-05-01T09:00:00Z"},
        {"15 Fehefin 2026", "2026-06-15T00:00:00Z"},
        {"2il o Orffennaf 2026", "2026-07-02T00:00:00Z"},
        {"4ydd o Fedi 2026", "2026-09-04T00:00:00Z"},
        {"25ain o Ragfyr 2026 1 y.h.", "2026-12-25T13:00:00Z"},
        {"Nos Fercher 25 Mawrth 2026 19:00", "2026-03-25T19:00:00Z"},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        int64_t ms;
        if (!feed_date(str_from(pairs[i][0]), &ms))
            fail_msg("%s: not read", pairs[i][0]);
        assert_str(clock_iso(&arena, ms), pairs[i][1]);
    }
    arena_free(&arena);
}

static void test_what_is_no_date(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "", "yesterday", "0001-01-01T00:00:00Z", "10:15", "Nov 2026", "31 Feb 2026", "20 Nov 2026 25:00", "20 Nov 2026 10:61",
        "20 Nov 2026 1:2:3:4", "99 Nov 2026", "20 Xyz 2026 10:00", "2026-13-01", "20 Nov 2026 10:00 +zz:00", "013",
        "0", "2026-11-20-3", "99999999999999999999999999", "00:00:00:00:00",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        int64_t ms;
        if (feed_date(str_from(bad[i]), &ms))
            fail_msg("%s: read as a date", bad[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_welsh),
        cmocka_unit_test(test_what_is_no_date),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
