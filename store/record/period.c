/* SPDX-License-Identifier: MIT */
#include "record/period.h"

#include "base/err.h"

#include "base/banned.h"

enum { WEEK_DAYS = 7 };

static const struct {
    const char *name;
    struct str family;
} periods[PERIODS] = {
    {"hour", STR_INIT("agg:hour")},
    {"day", STR_INIT("agg:day")},
    {"week", STR_INIT("agg:week")},
    {"month", STR_INIT("agg:month")},
};

const char *period_name(enum period period)
{
    MUST(period < PERIODS);
    return periods[period].name;
}

bool period_from(struct str name, enum period *period)
{
    for (int i = 0; i < PERIODS; i++)
        if (str_eq(name, str_from(periods[i].name))) {
            *period = (enum period)i;
            return true;
        }
    return false;
}

static int64_t month_after(int64_t start_ms, int count)
{
    struct clock_date date = clock_local(start_ms);
    return clock_from_local((struct clock_date){.year = date.year, .month = date.month + count, .day = 1});
}

int64_t period_start(enum period period, int64_t at_ms)
{
    switch (period) {
    case PERIOD_HOUR:
        return at_ms - at_ms % CLOCK_HOUR_MS;
    case PERIOD_DAY:
        return clock_day_start(at_ms);
    case PERIOD_WEEK:
        return clock_days_after(clock_day_start(at_ms), -clock_local(at_ms).weekday);
    default:
        return month_after(at_ms, 0);
    }
}

int64_t period_after(enum period period, int64_t start_ms, int count)
{
    switch (period) {
    case PERIOD_HOUR:
        return start_ms + count * CLOCK_HOUR_MS;
    case PERIOD_DAY:
        return clock_days_after(start_ms, count);
    case PERIOD_WEEK:
        return clock_days_after(start_ms, count * WEEK_DAYS);
    default:
        return month_after(start_ms, count);
    }
}

int64_t period_alike(enum period period, int64_t start_ms, int back)
{
    return period == PERIOD_DAY ? period_after(PERIOD_WEEK, start_ms, -back) : period_after(period, start_ms, -back);
}

struct str period_family(enum period period)
{
    MUST(period < PERIODS);
    return periods[period].family;
}

struct str period_id(enum period period, int64_t start_ms, struct arena *arena)
{
    if (period == PERIOD_HOUR)
        return arena_printf(arena, "hour:" STR_FMT, STR_ARG(clock_iso(arena, start_ms)));
    return arena_printf(arena, "%s:" STR_FMT, period_name(period), STR_ARG(clock_iso_day(arena, start_ms)));
}
