/* SPDX-License-Identifier: MIT */
#include "base/holiday.h"

#include "base/err.h"

#include "base/banned.h"

enum { EW = 1 << HOLIDAY_ENGLAND_AND_WALES, SC = 1 << HOLIDAY_SCOTLAND, NI = 1 << HOLIDAY_NORTHERN_IRELAND };
enum { ALL = EW | SC | NI };
enum { MONDAY, TUESDAY, SATURDAY = 5 };

/* Days given once, and days moved once (`gone`). */
static const struct {
    int year, month, day, nations;
    bool gone;
} once[] = {
    {1981, 7, 29, ALL, false}, /* wedding of the Prince of Wales */
    {1995, 5, 1, ALL, true},   {1995, 5, 8, ALL, false}, /* fifty years of peace */
    {1999, 12, 31, ALL, false},                          /* the millennium */
    {2002, 5, 27, ALL, true},  {2002, 6, 3, ALL, false},  {2002, 6, 4, ALL, false}, /* Golden Jubilee */
    {2011, 4, 29, ALL, false},                           /* wedding of Prince William */
    {2012, 5, 28, ALL, true},  {2012, 6, 4, ALL, false},  {2012, 6, 5, ALL, false}, /* Diamond Jubilee */
    {2020, 5, 4, ALL, true},   {2020, 5, 8, ALL, false}, /* seventy-five years of peace */
    {2022, 5, 30, ALL, true},  {2022, 6, 2, ALL, false},  {2022, 6, 3, ALL, false}, /* Platinum Jubilee */
    {2022, 9, 19, ALL, false},                           /* funeral of Queen Elizabeth II */
    {2023, 5, 8, ALL, false},                            /* coronation of King Charles III */
    {2026, 6, 15, SC, false},                            /* Scotland at the World Cup */
};

enum holiday_nation holiday_nation_from(struct str name)
{
    if (str_eq(name, STR("scotland")))
        return HOLIDAY_SCOTLAND;
    return str_eq(name, STR("northern-ireland")) ? HOLIDAY_NORTHERN_IRELAND : HOLIDAY_ENGLAND_AND_WALES;
}

/* Days since 1 March of the year 0, which makes the leap day a year's last. */
static int days(int year, int month, int day)
{
    if (month < 3)
        year--;
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
}

static int weekday(int year, int month, int day) /* 0 Monday … 6 Sunday */
{
    return (days(year, month, day) + 2) % 7;
}

static int easter(int year) /* as days() */
{
    int a = year % 19, b = year / 100, c = year % 100;
    int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    int n = h + l - 7 * ((a + 11 * h + 22 * l) / 451) + 114;
    return days(year, n / 31, n % 31 + 1);
}

/* Whether `day` is the holiday of the `first` of its month, or the Monday that stands in for it. */
static bool is_single(int day, int on, int first)
{
    return on == MONDAY ? day >= first && day <= first + 2 : day == first && on < SATURDAY;
}

/* The same of two days in a row: those lost to a weekend are made good on the Monday and Tuesday after it. */
static bool is_pair(int day, int on, int first)
{
    return day <= first + 1 ? day >= first && on < SATURDAY : day <= first + 3 && on <= TUESDAY;
}

static bool is_fixed(int nation, int year, int month, int day, int on)
{
    switch (month) {
    case 1: return nation == SC ? is_pair(day, on, 1) : is_single(day, on, 1);
    case 3: return nation == NI && is_single(day, on, 17);
    case 7: return nation == NI && is_single(day, on, 12);
    case 11: return nation == SC && year >= 2007 && day == 30 && on < SATURDAY;
    case 12:
        /* Saint Andrew's day may be made good in December */
        return is_pair(day, on, 25) || (nation == SC && year >= 2007 && on == MONDAY && day <= 2);
    default: return false;
    }
}

static bool is_monday(int nation, int month, int day)
{
    switch (month) {
    case 5: return day <= 7 || day > 24;
    case 8: return nation == SC ? day <= 7 : day > 24;
    default: return false;
    }
}

bool holiday_is(enum holiday_nation nation, int year, int month, int day)
{
    MUST(month >= 1 && month <= 12 && day >= 1 && day <= 31);
    int bit = 1 << nation, on = weekday(year, month, day);
    for (size_t i = 0; i < sizeof once / sizeof once[0]; i++)
        if (once[i].year == year && once[i].month == month && once[i].day == day && (once[i].nations & bit) != 0)
            return !once[i].gone;
    int after_easter = days(year, month, day) - easter(year);
    if (after_easter == -2 || (after_easter == 1 && bit != SC))
        return true;
    return is_fixed(bit, year, month, day, on) || (on == MONDAY && is_monday(bit, month, day));
}
