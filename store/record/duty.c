/* SPDX-License-Identifier: MIT */
#include "record/duty.h"

#include "base/clock.h"

#include "base/banned.h"

enum { MINUTES = 24 * 60, SUNDAY = 6, HOLIDAY = 7, EVERY_DAY = 0xFF, NEVER_DAYS = 30 };

static bool read_time(struct str text, int *minutes)
{
    int64_t hour, minute;
    bool ok = text.len == 5 && text.ptr[2] == ':' && str_to_i64(str_cut(text, 0, 2), &hour) &&
              str_to_i64(str_cut(text, 3, 5), &minute) && hour >= 0 && minute >= 0 && minute < 60 &&
              hour * 60 + minute <= MINUTES;
    *minutes = ok ? (int)(hour * 60 + minute) : 0;
    return ok;
}

static int day_from(struct str name)
{
    static const char *const names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday"};
    for (int day = 0; day <= HOLIDAY; day++)
        if (str_eq_nocase(name, str_from(names[day])))
            return day;
    return -1;
}

/* "mon-fri" also over the week's end; "sat". */
static bool add_days(struct str text, unsigned *days)
{
    size_t dash = str_find(text, '-', 0);
    int first = day_from(str_cut(text, 0, dash));
    int last = dash < text.len ? day_from(str_cut(text, dash + 1, text.len)) : first;
    if (first < 0 || last < 0 || (dash < text.len && (first == HOLIDAY || last == HOLIDAY)))
        return false;
    *days |= 1U << last;
    for (int day = first; day != last; day = (day + 1) % 7)
        *days |= 1U << day;
    return true;
}

static bool read_part(struct str text, struct duty_part *part)
{
    size_t space = str_find(text, ' ', 0);
    struct str days = STR_NONE, span = text, one;
    if (space < text.len) {
        days = str_cut(text, 0, space);
        span = str_trim(str_cut(text, space, text.len));
    }
    *part = (struct duty_part){.days = days.len == 0 ? EVERY_DAY : 0};
    while (days.len > 0 && str_next(&days, ',', &one))
        if (!add_days(one, &part->days))
            return false;
    return span.len == 11 && span.ptr[5] == '-' && read_time(str_cut(span, 0, 5), &part->from) &&
           read_time(str_cut(span, 6, 11), &part->to) && part->from < MINUTES && part->from != part->to;
}

bool duty_hours_read(struct str text, enum holiday_nation nation, struct duty_hours *hours, struct err *err)
{
    struct str rest = str_eq_nocase(str_trim(text), STR("always")) ? STR("00:00-24:00") : text, piece;
    *hours = (struct duty_hours){.nation = nation};
    while (str_next(&rest, ';', &piece)) {
        if (hours->count == DUTY_PARTS_MOST || !read_part(str_trim(piece), &hours->parts[hours->count]))
            return err_set(err, ERR_CONFIG, "\"" STR_FMT "\" should be always, 08:00-18:00, mon-fri 08:00-18:00 or "
                           "sat,sun,holiday 10:00-16:00, at most %d of them divided by ;", STR_ARG(text), DUTY_PARTS_MOST);
        const struct duty_part *part = &hours->parts[hours->count++];
        hours->names_holidays = hours->names_holidays || (part->days != EVERY_DAY && (part->days >> HOLIDAY & 1) != 0);
    }
    return hours->count > 0 || err_set(err, ERR_CONFIG, "no hours");
}

/* Which bit of a part's days the day of `ms` is. */
static unsigned bit_of(const struct duty_hours *hours, int64_t ms)
{
    struct clock_date date = clock_local(ms);
    bool holiday = holiday_is(hours->nation, date.year, date.month, date.day);
    return 1U << (!holiday ? date.weekday : hours->names_holidays ? HOLIDAY : SUNDAY);
}

bool duty_hours_hold(const struct duty_hours *hours, int64_t ms)
{
    struct clock_date date = clock_local(ms);
    unsigned today = bit_of(hours, ms), yesterday = bit_of(hours, clock_days_after(clock_day_start(ms), -1));
    int at = date.hour * 60 + date.minute;
    for (size_t i = 0; i < hours->count; i++) {
        const struct duty_part *part = &hours->parts[i];
        bool over_midnight = part->to < part->from;
        if ((part->days & today) != 0 && at >= part->from && (over_midnight || at < part->to))
            return true;
        if ((part->days & yesterday) != 0 && over_midnight && at < part->to)
            return true;
    }
    return false;
}

int64_t duty_hours_next(const struct duty_hours *hours, int64_t ms)
{
    if (duty_hours_hold(hours, ms))
        return ms;
    int64_t day = clock_day_start(ms), next = ms + NEVER_DAYS * CLOCK_DAY_MS, never = next;
    for (int days = 0; days < NEVER_DAYS && next == never; days++, day = clock_days_after(day, 1))
        for (size_t i = 0; i < hours->count; i++) {
            struct clock_date date = clock_local(day);
            date.hour = hours->parts[i].from / 60;
            date.minute = hours->parts[i].from % 60;
            int64_t begins = clock_from_local(date);
            if ((hours->parts[i].days & bit_of(hours, day)) != 0 && begins >= ms && begins < next)
                next = begins;
        }
    return next;
}

static bool split_turn(struct str turn, struct str *hours, struct str *who, struct err *err)
{
    size_t equals = str_find(turn, '=', 0);
    *hours = str_trim(str_cut(turn, 0, equals));
    *who = equals < turn.len ? str_trim(str_cut(turn, equals + 1, turn.len)) : STR_NONE;
    return who->len > 0 || err_set(err, ERR_CONFIG, "\"" STR_FMT "\" should be \"mon-fri 08:00-18:00 = name@example.org\"",
                                   STR_ARG(turn));
}

static void add_people(struct str who, struct arena *arena, struct settings_list *people)
{
    struct str one;
    while (str_next(&who, ',', &one))
        if (str_trim(one).len > 0 && people->count < DUTY_PEOPLE_MOST)
            people->items[people->count++] = arena_str(arena, str_trim(one));
}

bool duty_people(const struct settings_list *turns, enum holiday_nation nation, int64_t ms, struct arena *arena,
                 struct settings_list *people, struct err *err)
{
    struct duty_hours hours;
    struct str text, who;
    bool names_holidays = false;
    for (size_t i = 0; i < turns->count; i++) {
        if (!split_turn(turns->items[i], &text, &who, err) || !duty_hours_read(text, nation, &hours, err))
            return false;
        names_holidays = names_holidays || hours.names_holidays;
    }
    if (people == NULL)
        return true;
    *people = (struct settings_list){ARENA_ARRAY(arena, struct str, DUTY_PEOPLE_MOST), 0};
    for (size_t i = 0; i < turns->count; i++) {
        MUST(split_turn(turns->items[i], &text, &who, err) && duty_hours_read(text, nation, &hours, err));
        hours.names_holidays = names_holidays;
        if (duty_hours_hold(&hours, ms))
            add_people(who, arena, people);
    }
    return true;
}
