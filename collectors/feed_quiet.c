/* SPDX-License-Identifier: MIT */
#include "feed_quiet.h"

#include "base/banned.h"

enum { HOURS = 24, DAYS = 7, ALL_HOURS = (1 << HOURS) - 1, ALL_DAYS = (1 << DAYS) - 1, FREQUENCY_MOST = 1000000 };

void feed_quiet_ttl(struct feed_quiet *quiet, struct str text)
{
    int64_t minutes, most = FEED_QUIET_TTL_MOST_MS / CLOCK_MINUTE_MS;
    if (str_to_i64(text, &minutes) && minutes > 0)
        quiet->ttl_ms = (minutes < most ? minutes : most) * CLOCK_MINUTE_MS;
}

void feed_quiet_period(struct feed_quiet *quiet, struct str text)
{
    static const struct {
        const char *name;
        int64_t days;
    } periods[] = {{"daily", 1}, {"weekly", 7}, {"monthly", 30}, {"yearly", 365}};
    if (str_eq_nocase(text, STR("hourly")))
        quiet->period_ms = CLOCK_HOUR_MS;
    for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++)
        if (str_eq_nocase(text, str_from(periods[i].name)))
            quiet->period_ms = periods[i].days * CLOCK_DAY_MS;
}

void feed_quiet_frequency(struct feed_quiet *quiet, struct str text)
{
    int64_t times;
    if (str_to_i64(text, &times) && times > 0 && times <= FREQUENCY_MOST)
        quiet->frequency = times;
}

/* <hour>0</hour>…: every number in it. Some feeds count from 1 to 24. */
void feed_quiet_hours(struct feed_quiet *quiet, struct str markup)
{
    for (size_t i = 0; i < markup.len; i++) {
        uint32_t number = 0;
        size_t start = i;
        while (i < markup.len && markup.ptr[i] >= '0' && markup.ptr[i] <= '9' && i - start < 3)
            number = number * 10 + (uint32_t)(markup.ptr[i++] - '0');
        if (i > start && number <= HOURS)
            quiet->hours |= UINT32_C(1) << number % HOURS;
    }
}

void feed_quiet_days(struct feed_quiet *quiet, struct str markup)
{
    static const char *const names[DAYS] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
    for (uint32_t day = 0; day < DAYS; day++)
        if (str_contains_nocase(markup, str_from(names[day])))
            quiet->days |= UINT32_C(1) << day;
}

static bool is_skipped(const struct feed_quiet *quiet, int64_t at_ms)
{
    struct clock_date date = clock_utc(at_ms);
    bool hour = quiet->hours != ALL_HOURS && (quiet->hours >> date.hour & 1) != 0;
    bool day = quiet->days != ALL_DAYS && (quiet->days >> date.weekday & 1) != 0;
    return hour || day;
}

int64_t feed_quiet_until(const struct feed_quiet *quiet, int64_t now_ms)
{
    int64_t period_ms = quiet->period_ms / (quiet->frequency > 0 ? quiet->frequency : 1);
    period_ms = period_ms < FEED_QUIET_PERIOD_MOST_MS ? period_ms : FEED_QUIET_PERIOD_MOST_MS;
    int64_t until_ms = now_ms + (quiet->ttl_ms > period_ms ? quiet->ttl_ms : period_ms);
    while (is_skipped(quiet, until_ms) && until_ms < now_ms + FEED_QUIET_SKIP_MOST_MS)
        until_ms += CLOCK_HOUR_MS - until_ms % CLOCK_HOUR_MS;
    return until_ms > now_ms ? until_ms : 0;
}

struct str feed_quiet_write(const struct feed_quiet *quiet, struct arena *arena)
{
    return arena_printf(arena, "{\"ttl_ms\":%lld,\"period_ms\":%lld,\"frequency\":%lld,\"hours\":%u,\"days\":%u}",
                        (long long)quiet->ttl_ms, (long long)quiet->period_ms, (long long)quiet->frequency, quiet->hours,
                        quiet->days);
}

static int64_t within(const struct json *root, const char *name, int64_t most)
{
    int64_t value = json_get_i64(root, name, 0);
    return value >= 0 && value <= most ? value : 0;
}

struct feed_quiet feed_quiet_read(struct str json, struct arena *arena)
{
    struct json *root;
    struct err err;
    if (json.len == 0 || !json_parse(json, arena, &root, &err))
        return (struct feed_quiet){0};
    return (struct feed_quiet){.ttl_ms = within(root, "ttl_ms", FEED_QUIET_TTL_MOST_MS),
                               .period_ms = within(root, "period_ms", 365 * CLOCK_DAY_MS),
                               .frequency = within(root, "frequency", FREQUENCY_MOST),
                               .hours = (uint32_t)within(root, "hours", ALL_HOURS),
                               .days = (uint32_t)within(root, "days", ALL_DAYS)};
}
