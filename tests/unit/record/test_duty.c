/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include "base/clock.h"
#include "record/duty.h"

static struct arena arena;

static int64_t at(const char *local) /* "2026-09-25T12:00", in London */
{
    struct clock_date date = {0};
    assert_int_equal(sscanf(local, "%d-%d-%dT%d:%d", &date.year, &date.month, &date.day, &date.hour, &date.minute), 5);
    return clock_from_local(date);
}

static bool holds(const char *text, const char *local)
{
    struct duty_hours hours;
    struct err err;
    if (!duty_hours_read(str_from(text), HOLIDAY_ENGLAND_AND_WALES, &hours, &err))
        fail_msg("%s: %s", text, err.text);
    return duty_hours_hold(&hours, at(local));
}

static void test_hours(void **state)
{
    (void)state;
    assert_true(holds("always", "2026-12-25T03:00"));
    assert_true(holds("08:00-18:00", "2026-09-26T08:00"));
    assert_false(holds("08:00-18:00", "2026-09-26T18:00"));
    assert_true(holds("mon-fri 08:00-18:00", "2026-09-25T17:59"));
    assert_false(holds("mon-fri 08:00-18:00", "2026-09-26T12:00")); /* a Saturday */
    assert_true(holds("22:00-06:00", "2026-09-25T05:59"));
    assert_true(holds("fri 22:00-06:00", "2026-09-26T03:00")); /* Friday's night */
    assert_false(holds("fri 22:00-06:00", "2026-09-25T03:00"));
    assert_true(holds("sat-mon 10:00-12:00", "2026-09-28T11:00"));
    assert_true(holds("mon-fri 08:00-18:00; sat,sun 10:00-16:00", "2026-09-27T15:00"));
}

static void test_bank_holidays(void **state)
{
    (void)state;
    assert_false(holds("mon-fri 08:00-18:00", "2026-08-31T12:00")); /* the summer holiday, a Monday */
    assert_true(holds("sat-sun 08:00-18:00", "2026-08-31T12:00"));  /* is a Sunday where none is named */
    assert_false(holds("sun 08:00-18:00; holiday 20:00-21:00", "2026-08-31T12:00"));
    assert_true(holds("sun 08:00-18:00; holiday 20:00-21:00", "2026-08-31T20:30"));
    assert_true(holds("08:00-18:00", "2026-08-31T12:00"));
}

static void next_is(const char *text, const char *from, const char *want)
{
    struct duty_hours hours;
    struct err err;
    assert_true(duty_hours_read(str_from(text), HOLIDAY_ENGLAND_AND_WALES, &hours, &err));
    assert_int_equal(duty_hours_next(&hours, at(from)), at(want));
}

static void test_when_they_begin(void **state)
{
    (void)state;
    next_is("mon-fri 08:00-18:00", "2026-09-25T12:00", "2026-09-25T12:00");
    next_is("mon-fri 08:00-18:00", "2026-09-25T18:00", "2026-09-28T08:00");
    next_is("mon-fri 08:00-18:00", "2026-12-24T20:00", "2026-12-29T08:00"); /* Christmas, a weekend, Boxing Day made good */
    next_is("mon-fri 08:00-18:00; holiday 10:00-12:00", "2026-12-24T20:00", "2026-12-25T10:00");
}

static void refused(const char *text)
{
    struct duty_hours hours;
    struct err err = {0};
    if (duty_hours_read(str_from(text), HOLIDAY_ENGLAND_AND_WALES, &hours, &err))
        fail_msg("%s was read", text);
    assert_int_equal(err.kind, ERR_CONFIG);
}

static void test_what_is_no_hours(void **state)
{
    (void)state;
    static const char *const wrong[] = {"", ";", "8-18", "08:00", "08:00-25:00", "08:60-09:00", "noon-12:00",
                                        "mon-freitag 08:00-18:00", "holiday-sun 08:00-18:00", "08:00-08:00",
                                        "mon-fri08:00-18:00", "never", "24:00-08:00",
                                        "1:00-2:00;1:00-2:00"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        refused(wrong[i]);
}

static void on_duty(const char *local, const char *want)
{
    struct str turns[] = {STR("mon-fri 08:00-18:00 = comms@a.example"),
                          STR("mon-fri 18:00-08:00 = oncall@a.example, +447700900123"),
                          STR("sat-sun 00:00-24:00 = weekend@a.example")};
    struct settings_list list = {turns, 3}, people;
    struct err err;
    struct str all = STR("");
    assert_true(duty_people(&list, HOLIDAY_ENGLAND_AND_WALES, at(local), &arena, &people, &err));
    for (size_t i = 0; i < people.count; i++)
        all = arena_printf(&arena, STR_FMT "%s" STR_FMT, STR_ARG(all), i ? " " : "", STR_ARG(people.items[i]));
    assert_str(all, want);
}

static void test_rota(void **state)
{
    (void)state;
    on_duty("2026-09-25T12:00", "comms@a.example");
    on_duty("2026-09-25T23:00", "oncall@a.example +447700900123");
    on_duty("2026-09-26T03:00", "oncall@a.example +447700900123 weekend@a.example"); /* Friday's night runs on */
    on_duty("2026-09-26T12:00", "weekend@a.example");
    on_duty("2026-12-25T12:00", "weekend@a.example");
    struct str wrong[] = {STR("mon-fri 08:00-18:00")};
    struct settings_list list = {wrong, 1};
    struct err err;
    assert_false(duty_people(&list, HOLIDAY_ENGLAND_AND_WALES, 0, &arena, NULL, &err));
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hours),
        cmocka_unit_test(test_bank_holidays),
        cmocka_unit_test(test_when_they_begin),
        cmocka_unit_test(test_what_is_no_hours),
        cmocka_unit_test(test_rota),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
