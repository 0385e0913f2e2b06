/* SPDX-License-Identifier: MIT */
#include "base/clock.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"

#include "base/banned.h"

static const volatile int64_t *injected;
static bool looked;

static void look(void)
{
    looked = true;
    const char *path = getenv("EARSHOT_CLOCK");
    if (path == NULL || path[0] == '\0')
        return;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        err_bug(path, 0, "EARSHOT_CLOCK names no clock file");
    void *map = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    MUST(map != MAP_FAILED);
    injected = map;
}

static int64_t read_clock(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool clock_is_injected(void)
{
    if (!looked)
        look();
    return injected != NULL;
}

int64_t clock_now_ms(void)
{
    return clock_is_injected() ? *injected : read_clock(CLOCK_REALTIME);
}

int64_t clock_monotonic_ms(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

bool clock_file_set(const char *path, int64_t now_ms)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    bool ok = pwrite(fd, &now_ms, sizeof now_ms, 0) == (ssize_t)sizeof now_ms;
    return close(fd) == 0 && ok;
}

void clock_zone_set(const char *zone)
{
    setenv("TZ", zone, 1);
    tzset();
}

static struct clock_date from_tm(const struct tm *tm)
{
    return (struct clock_date){.year = tm->tm_year + 1900,
                               .month = tm->tm_mon + 1,
                               .day = tm->tm_mday,
                               .hour = tm->tm_hour,
                               .minute = tm->tm_min,
                               .second = tm->tm_sec,
                               .weekday = (tm->tm_wday + 6) % 7,
                               .offset_s = (int)tm->tm_gmtoff};
}

static time_t whole_seconds(int64_t ms)
{
    return (time_t)(ms >= 0 ? ms / 1000 : -((-ms + 999) / 1000));
}

struct clock_date clock_local(int64_t ms)
{
    if (getenv("TZ") == NULL)
        clock_zone_set("Europe/London");
    struct tm tm;
    time_t seconds = whole_seconds(ms);
    MUST(localtime_r(&seconds, &tm) != NULL);
    return from_tm(&tm);
}

struct clock_date clock_utc(int64_t ms)
{
    struct tm tm;
    time_t seconds = whole_seconds(ms);
    MUST(gmtime_r(&seconds, &tm) != NULL);
    return from_tm(&tm);
}

static struct tm to_tm(struct clock_date date)
{
    return (struct tm){.tm_year = date.year - 1900,
                       .tm_mon = date.month - 1,
                       .tm_mday = date.day,
                       .tm_hour = date.hour,
                       .tm_min = date.minute,
                       .tm_sec = date.second,
                       .tm_isdst = -1};
}

int64_t clock_from_local(struct clock_date date)
{
    if (getenv("TZ") == NULL)
        clock_zone_set("Europe/London");
    struct tm tm = to_tm(date);
    return (int64_t)mktime(&tm) * 1000;
}

int64_t clock_from_utc(struct clock_date date)
{
    struct tm tm = to_tm(date);
    return (int64_t)timegm(&tm) * 1000;
}

int64_t clock_day_start(int64_t ms)
{
    return clock_days_after(ms, 0);
}

int64_t clock_days_after(int64_t day_start, int days)
{
    struct clock_date date = clock_local(day_start);
    return clock_from_local((struct clock_date){.year = date.year, .month = date.month, .day = date.day + days});
}

struct str clock_iso(struct arena *arena, int64_t ms)
{
    struct clock_date d = clock_utc(ms);
    return arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", d.year, d.month, d.day, d.hour, d.minute,
                        d.second);
}

struct str clock_iso_day(struct arena *arena, int64_t ms)
{
    struct clock_date d = clock_local(ms);
    return arena_printf(arena, "%04d-%02d-%02d", d.year, d.month, d.day);
}

/* Reads `digits` digits at *at. */
static bool take_number(struct str text, size_t *at, int digits, int *out)
{
    int value = 0;
    for (int i = 0; i < digits; i++, (*at)++) {
        if (*at >= text.len || text.ptr[*at] < '0' || text.ptr[*at] > '9')
            return false;
        value = value * 10 + (text.ptr[*at] - '0');
    }
    *out = value;
    return true;
}

static bool take_char(struct str text, size_t *at, const char *any)
{
    if (*at >= text.len || text.ptr[*at] == '\0' || strchr(any, text.ptr[*at]) == NULL)
        return false;
    (*at)++;
    return true;
}

static bool take_date(struct str text, size_t *at, struct clock_date *d)
{
    static const int month_days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (!take_number(text, at, 4, &d->year) || !take_char(text, at, "-") || !take_number(text, at, 2, &d->month) ||
        !take_char(text, at, "-") || !take_number(text, at, 2, &d->day))
        return false;
    if (d->month < 1 || d->month > 12 || d->day < 1 || d->day > month_days[d->month - 1] || d->year < 1)
        return false;
    bool leap = (d->year % 4 == 0 && d->year % 100 != 0) || d->year % 400 == 0;
    return d->month != 2 || d->day < 29 || leap;
}

static bool take_time(struct str text, size_t *at, struct clock_date *d)
{
    if (!take_char(text, at, "Tt ") || !take_number(text, at, 2, &d->hour) || !take_char(text, at, ":") ||
        !take_number(text, at, 2, &d->minute))
        return false;
    if (take_char(text, at, ":") && !take_number(text, at, 2, &d->second))
        return false;
    int digit;
    if (take_char(text, at, ".,"))
        while (take_number(text, at, 1, &digit))
            continue;
    return d->hour < 24 && d->minute < 60 && d->second < 61;
}

static bool take_zone(struct str text, size_t *at, int *offset_s)
{
    *offset_s = 0;
    if (take_char(text, at, "Zz"))
        return true;
    int hours, minutes = 0, sign = *at < text.len && text.ptr[*at] == '-' ? -1 : 1;
    if (!take_char(text, at, "+-") || !take_number(text, at, 2, &hours))
        return false;
    take_char(text, at, ":");
    if (*at < text.len && !take_number(text, at, 2, &minutes))
        return false;
    *offset_s = sign * (hours * 3600 + minutes * 60);
    return hours < 24 && minutes < 60;
}

bool clock_parse_iso(struct str text, int64_t *ms)
{
    struct clock_date date = {0};
    size_t at = 0;
    int offset_s;
    if (!take_date(text, &at, &date) || !take_time(text, &at, &date) || !take_zone(text, &at, &offset_s) ||
        at != text.len)
        return false;
    *ms = clock_from_utc(date) - (int64_t)offset_s * 1000;
    return true;
}

bool clock_parse_day(struct str text, int64_t *day_start_ms)
{
    struct clock_date date = {0};
    size_t at = 0;
    if (!take_date(text, &at, &date) || at != text.len)
        return false;
    *day_start_ms = clock_from_local(date);
    return true;
}

bool clock_parse_span(struct str text, int64_t *ms)
{
    static const struct {
        char unit;
        int64_t ms;
    } units[] = {{'s', CLOCK_SECOND_MS}, {'m', CLOCK_MINUTE_MS}, {'h', CLOCK_HOUR_MS},
                 {'d', CLOCK_DAY_MS},    {'w', 7 * CLOCK_DAY_MS}};
    int64_t unit_ms = CLOCK_SECOND_MS, count;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (text.len > 0 && text.ptr[text.len - 1] == units[i].unit) {
            unit_ms = units[i].ms;
            text.len--;
            break;
        }
    if (!str_to_i64(text, &count) || count < 0 || count > INT64_C(100000000))
        return false;
    *ms = count * unit_ms;
    return true;
}
