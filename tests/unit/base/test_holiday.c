/* SPDX-License-Identifier: MIT */
#include "base/holiday.h"

#include "unit/unit.h"

struct given {
    int year, month, day;
};

/* Every day of the year is asked, so a day too many fails as surely as one too few. */
static void check_year(enum holiday_nation nation, int year, const struct given *want, size_t count)
{
    static const int lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    size_t next = 0;
    bool leap = year % 4 == 0;
    for (int month = 1; month <= 12; month++)
        for (int day = 1; day <= lengths[month - 1] - (month == 2 && !leap); day++) {
            bool wanted = next < count && want[next].month == month && want[next].day == day;
            if (holiday_is(nation, year, month, day) != wanted)
                fail_msg("nation %d: %d-%02d-%02d should %sbe a holiday", (int)nation, year, month, day,
                         wanted ? "" : "not ");
            next += wanted;
        }
    assert_int_equal(next, count);
}

#define YEAR(nation, year, ...)                                                               \
    do {                                                                                      \
        const struct given want_[] = {__VA_ARGS__};                                           \
        check_year(nation, year, want_, sizeof want_ / sizeof want_[0]);                      \
    } while (0)
#define D(month, day) {0, month, day}

static void test_england_and_wales(void **state)
{
    (void)state;
    enum holiday_nation nation = HOLIDAY_ENGLAND_AND_WALES;
    YEAR(nation, 2020, D(1, 1), D(4, 10), D(4, 13), D(5, 8), D(5, 25), D(8, 31), D(12, 25), D(12, 28));
    YEAR(nation, 2021, D(1, 1), D(4, 2), D(4, 5), D(5, 3), D(5, 31), D(8, 30), D(12, 27), D(12, 28));
    YEAR(nation, 2022, D(1, 3), D(4, 15), D(4, 18), D(5, 2), D(6, 2), D(6, 3), D(8, 29), D(9, 19), D(12, 26), D(12, 27));
    YEAR(nation, 2023, D(1, 2), D(4, 7), D(4, 10), D(5, 1), D(5, 8), D(5, 29), D(8, 28), D(12, 25), D(12, 26));
    YEAR(nation, 2026, D(1, 1), D(4, 3), D(4, 6), D(5, 4), D(5, 25), D(8, 31), D(12, 25), D(12, 28));
    YEAR(nation, 2027, D(1, 1), D(3, 26), D(3, 29), D(5, 3), D(5, 31), D(8, 30), D(12, 27), D(12, 28));
}

static void test_scotland(void **state)
{
    (void)state;
    enum holiday_nation nation = HOLIDAY_SCOTLAND;
    YEAR(nation, 2021, D(1, 1), D(1, 4), D(4, 2), D(5, 3), D(5, 31), D(8, 2), D(11, 30), D(12, 27), D(12, 28));
    YEAR(nation, 2023, D(1, 2), D(1, 3), D(4, 7), D(5, 1), D(5, 8), D(5, 29), D(8, 7), D(11, 30), D(12, 25), D(12, 26));
    YEAR(nation, 2026, D(1, 1), D(1, 2), D(4, 3), D(5, 4), D(5, 25), D(6, 15), D(8, 3), D(11, 30), D(12, 25), D(12, 28));
    YEAR(nation, 2024, D(1, 1), D(1, 2), D(3, 29), D(5, 6), D(5, 27), D(8, 5), D(12, 2), D(12, 25), D(12, 26));
}

static void test_northern_ireland(void **state)
{
    (void)state;
    enum holiday_nation nation = HOLIDAY_NORTHERN_IRELAND;
    YEAR(nation, 2024, D(1, 1), D(3, 18), D(3, 29), D(4, 1), D(5, 6), D(5, 27), D(7, 12), D(8, 26), D(12, 25), D(12, 26));
    YEAR(nation, 2025, D(1, 1), D(3, 17), D(4, 18), D(4, 21), D(5, 5), D(5, 26), D(7, 14), D(8, 25), D(12, 25), D(12, 26));
}

static void test_names(void **state)
{
    (void)state;
    assert_int_equal(holiday_nation_from(STR("wales")), HOLIDAY_ENGLAND_AND_WALES);
    assert_int_equal(holiday_nation_from(STR("england")), HOLIDAY_ENGLAND_AND_WALES);
    assert_int_equal(holiday_nation_from(STR("scotland")), HOLIDAY_SCOTLAND);
    assert_int_equal(holiday_nation_from(STR("northern-ireland")), HOLIDAY_NORTHERN_IRELAND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_england_and_wales),
        cmocka_unit_test(test_scotland),
        cmocka_unit_test(test_northern_ireland),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
