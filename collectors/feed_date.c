/* SPDX-License-Identifier: MIT */
#include "feed_date.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "feed_date_words.h"

#include "base/banned.h"

#define NEVER_MS INT64_C(-62135596800000) /* 0001-01-01: what .NET writes where there is no time */
enum { NUMBERS_MOST = 3, KOREA_MINUTES = 540 };

/* What has been understood so far. */
struct reading {
    struct str text;
    size_t at;
    struct {
        int64_t value;
        size_t digits;
    } numbers[NUMBERS_MOST]; /* that belong to the date */
    int count;
    int month; /* by its name */
    int month_after; /* how many numbers stood before it */
    int hour, minute, second;
    bool has_time, has_zone, am, pm;
    bool weekday_next; /* "dydd Mawrth" is a Tuesday, and no month */
    int zone_minutes;
    struct arena *arena;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
    return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (unsigned char)c >= 0x80;
}

static int64_t take_number(struct reading *r, size_t *digits)
{
    int64_t value = 0;
    *digits = 0;
    for (; r->at < r->text.len && is_digit(r->text.ptr[r->at]); r->at++, (*digits)++)
        value = *digits < 17 ? value * 10 + (r->text.ptr[r->at] - '0') : value;
    return value;
}

static bool at_char(const struct reading *r, const char *any)
{
    return r->at < r->text.len && strchr(any, r->text.ptr[r->at]) != NULL && r->text.ptr[r->at] != '\0';
}

/* After "hh:": minutes, seconds, a fraction. */
static bool take_time(struct reading *r, int64_t hour)
{
    int64_t parts[2] = {0, 0};
    size_t digits;
    for (int i = 0; i < 2 && at_char(r, ":"); i++) {
        r->at++;
        parts[i] = take_number(r, &digits);
        if (digits == 0 || digits > 2)
            return false;
    }
    if (at_char(r, ":") || r->has_time)
        return false;
    if (at_char(r, ".,") && r->at + 1 < r->text.len && is_digit(r->text.ptr[r->at + 1])) {
        r->at++;
        take_number(r, &digits);
    }
    bool midnight = hour == 24 && parts[0] == 0 && parts[1] == 0;
    if ((hour > 23 && !midnight) || parts[0] > 59 || parts[1] > 60)
        return false;
    r->hour = (int)hour;
    r->minute = (int)parts[0];
    r->second = (int)parts[1];
    r->has_time = true;
    return true;
}

/* After a time: +0100, +01:00, +1. */
static bool take_offset(struct reading *r, int sign)
{
    size_t digits, more;
    int64_t value = take_number(r, &digits), minutes = 0;
    if (digits == 0 || digits > 4)
        return false;
    if (digits > 2) {
        minutes = value % 100;
        value /= 100;
    } else if (at_char(r, ":")) {
        r->at++;
        minutes = take_number(r, &more);
        if (more == 0 || more > 2)
            return false;
    }
    if (value > 24 || minutes > 59)
        return false;
    r->zone_minutes = sign * (int)(value * 60 + minutes);
    r->has_zone = true;
    return true;
}

/* 20031231 and 20031231101455, seconds and milliseconds since 1970. */
static bool take_long(struct reading *r, int64_t value, size_t digits, int64_t *instant_ms)
{
    if (digits == 10 || digits == 13)
        *instant_ms = digits == 10 ? value * 1000 : value;
    if (digits == 14 || digits == 12) {
        int64_t clock = value % (digits == 14 ? 1000000 : 10000);
        clock = digits == 14 ? clock : clock * 100;
        value /= digits == 14 ? 1000000 : 10000;
        r->hour = (int)(clock / 10000);
        r->minute = (int)(clock / 100 % 100);
        r->second = (int)(clock % 100);
        r->has_time = r->hour < 24 && r->minute < 60 && r->second < 61;
    } else if (digits != 8) {
        return digits == 10 || digits == 13;
    }
    r->numbers[0].value = value / 10000;
    r->numbers[0].digits = 4;
    r->numbers[1].value = value / 100 % 100;
    r->numbers[2].value = value % 100;
    r->count = 3;
    return digits == 8 || r->has_time;
}

static bool compact_time(struct reading *r, int64_t value, size_t digits)
{
    value = digits == 4 ? value * 100 : value;
    r->hour = (int)(value / 10000);
    r->minute = (int)(value / 100 % 100);
    r->second = (int)(value % 100);
    r->has_time = true;
    return r->hour < 24 && r->minute < 60 && r->second < 61;
}

/* "10.15", after a whole date. */
static bool take_dotted_time(struct reading *r, int64_t hour)
{
    size_t digits;
    r->at++;
    int64_t minute = take_number(r, &digits);
    r->hour = (int)hour;
    r->minute = (int)minute;
    r->has_time = true;
    return digits == 2 && hour < 24 && minute < 60;
}

static bool is_after(const struct reading *r, char c, size_t at)
{
    return at > 0 && (r->text.ptr[at - 1] | 0x20) == c;
}

static bool take_digits(struct reading *r, int64_t *instant_ms)
{
    size_t digits, from = r->at;
    int64_t value = take_number(r, &digits);
    if (at_char(r, ":") && digits <= 2)
        return take_time(r, value);
    bool whole = r->count + (r->month > 0) == 3 && !r->has_time;
    if (is_after(r, 't', from) && whole && (digits == 6 || digits == 4 || digits == 2))
        return compact_time(r, digits == 2 ? value * 100 : value, digits == 2 ? 4 : digits);
    if (whole && digits <= 2 && at_char(r, ".") && r->at + 1 < r->text.len && is_digit(r->text.ptr[r->at + 1]))
        return take_dotted_time(r, value);
    if (digits >= 8 && r->count == 0)
        return take_long(r, value, digits, instant_ms);
    if (r->count == NUMBERS_MOST || digits > 5)
        return false;
    r->numbers[r->count].value = value;
    r->numbers[r->count++].digits = digits;
    return true;
}

/* Without the full stops of "a.m." */
static struct str folded_word(struct arena *arena, struct str word)
{
    word = utf8_fold(arena, word, true);
    char *out = arena_take(arena, word.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < word.len; i++)
        if (word.ptr[i] != '.')
            out[len++] = word.ptr[i];
    return (struct str){out, len};
}

static bool is_any(struct str word, const char *words)
{
    struct str rest = str_from(words), one;
    while (str_next(&rest, ' ', &one))
        if (str_eq(word, one))
            return true;
    return false;
}

/* "10 PM": the number before it was an hour. */
static void number_was_hour(struct reading *r)
{
    if (r->has_time || r->count == 0 || r->numbers[r->count - 1].value > 12 || r->count + (r->month > 0) < 3)
        return;
    r->hour = (int)r->numbers[--r->count].value;
    r->has_time = true;
}

static void take_word(struct reading *r)
{
    size_t from = r->at;
    while (r->at < r->text.len && (is_word(r->text.ptr[r->at]) || r->text.ptr[r->at] == '.'))
        r->at++;
    struct str raw = str_cut(r->text, from, r->at), word = folded_word(r->arena, raw);
    bool weekday = r->weekday_next;
    r->weekday_next = is_any(word, "dydd ddydd nos bore prynhawn pnawn");
    if (weekday || r->weekday_next)
        return;
    if (is_any(word, "am pm πμ μμ yb yh")) {
        r->am = is_any(word, "am πμ yb");
        r->pm = !r->am;
        number_was_hour(r);
        return;
    }
    int month = feed_date_words_month(word), minutes;
    if (month > 0 && !r->has_zone && !(r->month > 0 && r->count == 2)) {
        r->month = month;
        r->month_after = r->count;
    } else if (feed_date_words_zone(word, &minutes) && (r->has_time || r->count == 3)) {
        r->zone_minutes = minutes;
        r->has_zone = true;
    }
}

static bool take(struct reading *r, int64_t *instant_ms)
{
    char c = r->text.ptr[r->at];
    if (is_digit(c))
        return take_digits(r, instant_ms);
    if (is_word(c)) {
        take_word(r);
        return true;
    }
    r->at++;
    if ((c == '+' || c == '-') && r->has_time)
        return r->at < r->text.len && r->text.ptr[r->at] == ' ' ? true : take_offset(r, c == '+' ? 1 : -1);
    if (c == '(')
        r->at = str_find(r->text, ')', r->at);
    return true;
}

static bool contains_any(struct str text, const char *words)
{
    struct str rest = str_from(words), one;
    while (str_next(&rest, ' ', &one))
        if (str_find_str(text, one, 0) < text.len)
            return true;
    return false;
}

static int64_t full_year(int64_t year, size_t digits)
{
    if (digits >= 3)
        return year;
    return year < 90 ? 2000 + year : 1900 + year;
}

static bool is_date(int64_t year, int64_t month, int64_t day)
{
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > days[month - 1])
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month != 2 || day < 29 || leap;
}

/* Which of the numbers is the year, and which the day. */
static bool put_in_order(const struct reading *r, struct clock_date *date)
{
    int64_t year, month, day;
    if (r->month > 0 && r->count == 2) {
        int y = r->numbers[0].digits > 2 || r->numbers[0].value > 31 ? 0 : 1;
        year = full_year(r->numbers[y].value, r->numbers[y].digits);
        month = r->month;
        day = r->numbers[1 - y].value;
    } else if (r->month == 0 && r->count == 3) {
        int y = r->numbers[0].digits > 2 || r->numbers[0].value > 31 ? 0 : 2;
        year = full_year(r->numbers[y].value, r->numbers[y].digits);
        month = r->numbers[1].value;
        day = r->numbers[2 - y].value;
        if (y == 2 && month > 12 && day <= 12) {
            int64_t swap = month;
            month = day;
            day = swap;
        }
    } else {
        return false;
    }
    date->year = (int)year;
    date->month = (int)month;
    date->day = (int)day;
    return is_date(year, month, day);
}

static int64_t instant_of(const struct reading *r, struct clock_date date)
{
    date.hour = r->pm && r->hour < 12 ? r->hour + 12 : r->am && r->hour == 12 ? 0 : r->hour;
    date.minute = r->minute;
    date.second = r->second;
    bool tomorrow = date.hour == 24;
    date.hour = tomorrow ? 0 : date.hour;
    int64_t minutes = r->has_zone ? r->zone_minutes : 0;
    return clock_from_utc(date) - minutes * CLOCK_MINUTE_MS + (tomorrow ? CLOCK_DAY_MS : 0);
}

/* What is nothing but digits and hyphens: 2003, 2003-12, 2003-335, 2003335, -0312, -03-12, 03-12-31, 031231, 03335. */
static bool bare(struct str text, int64_t *ms)
{
    struct clock_date date = {.month = 1, .day = 1};
    int64_t parts[3];
    size_t digits[3], count = 0;
    bool hyphen = text.len > 0 && text.ptr[0] == '-';
    struct str rest = str_cut(text, hyphen, text.len), piece;
    while (str_next(&rest, '-', &piece)) {
        if (count == 3 || !str_to_i64(piece, &parts[count]) || piece.ptr[0] == '-')
            return false;
        digits[count++] = piece.len;
    }
    int64_t ordinal = 0;
    if (count == 1 && !hyphen && digits[0] == 4)
        date.year = (int)parts[0];
    else if (count == 1 && hyphen && digits[0] == 4)
        date = (struct clock_date){.year = (int)full_year(parts[0] / 100, 2), .month = (int)(parts[0] % 100), .day = 1};
    else if (count == 1 && (digits[0] == 5 || digits[0] == 7)) {
        date.year = (int)full_year(parts[0] / 1000, digits[0] - 3);
        ordinal = parts[0] % 1000;
    } else if (count == 1 && digits[0] == 6)
        date = (struct clock_date){.year = (int)full_year(parts[0] / 10000, 2), .month = (int)(parts[0] / 100 % 100),
                                   .day = (int)(parts[0] % 100)};
    else if (count == 2 && (digits[0] == 4 || digits[0] == 2) && digits[1] == 3) {
        date.year = (int)full_year(parts[0], digits[0]);
        ordinal = parts[1];
    } else if (count == 2 && (digits[0] == 4 || (hyphen && digits[0] == 2)))
        date = (struct clock_date){.year = (int)full_year(parts[0], digits[0]), .month = (int)parts[1], .day = 1};
    else if (count == 3 && !hyphen && digits[0] == 2 && digits[2] == 2)
        date = (struct clock_date){.year = (int)full_year(parts[0], 2), .month = (int)parts[1], .day = (int)parts[2]};
    else
        return false;
    if (!is_date(date.year, date.month, date.day) || ordinal < 0 || ordinal > 366)
        return false;
    *ms = clock_from_utc(date) + (ordinal > 0 ? (ordinal - 1) * CLOCK_DAY_MS : 0);
    return true;
}

/* 2004-W29-2: the week with the year's first Thursday is its first, and 1 is Monday. */
static bool week_date(struct str text, int64_t *ms)
{
    size_t w = str_find(text, 'W', 0);
    int64_t year, week, day = 1;
    if (w < 4 || w > 5 || text.len < w + 3 || !str_to_i64(str_cut(text, 0, 4), &year) ||
        !str_to_i64(str_cut(text, w + 1, w + 3), &week) || week < 1 || week > 53)
        return false;
    struct str rest = str_cut(text, w + 3, text.len);
    rest = rest.len > 0 && rest.ptr[0] == '-' ? str_cut(rest, 1, rest.len) : rest;
    if (rest.len > 0 && (rest.len != 1 || !str_to_i64(rest, &day) || day < 1 || day > 7))
        return false;
    int64_t fourth = clock_from_utc((struct clock_date){.year = (int)year, .month = 1, .day = 4});
    *ms = fourth + ((week - 1) * 7 + day - 1 - clock_utc(fourth).weekday) * CLOCK_DAY_MS;
    return true;
}

static bool read_all(struct reading *r, int64_t *ms)
{
    int64_t instant_ms = INT64_MIN;
    struct clock_date date = {0};
    while (r->at < r->text.len)
        if (!take(r, &instant_ms))
            return false;
    if (contains_any(r->text, "오후 下午 午後"))
        r->pm = true;
    r->am = r->am || contains_any(r->text, "오전 上午 午前");
    if (!r->has_zone && contains_any(r->text, "오후 오전 년")) {
        r->has_zone = true;
        r->zone_minutes = KOREA_MINUTES;
    }
    if (instant_ms != INT64_MIN) {
        *ms = instant_ms;
        return r->count == 0;
    }
    if (!put_in_order(r, &date))
        return false;
    *ms = instant_of(r, date);
    return *ms != NEVER_MS;
}

static bool read_date(struct str text, int64_t *ms, bool *zoned)
{
    text = str_trim(text);
    *zoned = false;
    if (text.len == 0 || text.len > FEED_DATE_BYTES_MOST)
        return false;
    if (bare(text, ms) || week_date(text, ms))
        return true;
    struct arena arena = {0};
    struct reading r = {.text = text, .arena = &arena};
    bool ok = read_all(&r, ms);
    *zoned = r.has_zone || r.count == 0; /* seconds since 1970 have no need of one */
    arena_free(&arena);
    return ok;
}

bool feed_date(struct str text, int64_t *ms)
{
    bool zoned;
    return read_date(text, ms, &zoned);
}

bool feed_date_local(struct str text, int64_t *ms)
{
    bool zoned;
    if (!read_date(text, ms, &zoned))
        return false;
    if (!zoned)
        *ms = clock_from_local(clock_utc(*ms));
    return true;
}
