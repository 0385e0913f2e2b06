/* SPDX-License-Identifier: MIT */
#include "record/tongue.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/process.h"

#include "base/banned.h"

#define NEARLY_NONE 0.05
enum { ODDS_MOST = 1000000 };

static enum catalogue_lang terminal_lang(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *set = getenv(names[i]);
        if (set != NULL && set[0] != '\0')
            return str_starts(str_from(set), STR("cy")) ? CATALOGUE_CY : CATALOGUE_EN;
    }
    return CATALOGUE_EN;
}

bool tongue_open(struct catalogue *catalogue, const char *lang, struct arena *arena, struct tongue *tongue,
                 struct err *err)
{
    *tongue = (struct tongue){.catalogue = catalogue, .lang = terminal_lang(), .arena = arena};
    if (lang != NULL && !catalogue_lang_from(str_from(lang), &tongue->lang))
        return err_set(err, ERR_CONFIG, "--lang %s: must be cy or en", lang);
    return catalogue_load(catalogue, process_data(arena, "templates/strings.tsv").ptr, err);
}

static const struct catalogue_row *row_of(const struct tongue *tongue, const char *key)
{
    const struct catalogue_row *row = catalogue_find(tongue->catalogue, str_from(key));
    if (row == NULL)
        err_bug("strings.tsv", 0, key);
    return row;
}

struct str tongue_get(const struct tongue *tongue, const char *key)
{
    return catalogue_form(row_of(tongue, key), tongue->lang, 0);
}

static struct str value_of(const struct tongue *tongue, struct str name, int64_t n, const struct tongue_arg *args)
{
    for (; args->name != NULL; args++)
        if (str_eq(str_from(args->name), name))
            return args->text;
    return str_eq(name, STR("n")) ? tongue_number(tongue, (double)n, 0) : STR("");
}

struct str tongue_fill(const struct tongue *tongue, const char *key, int64_t n, const struct tongue_arg *args)
{
    struct str form = catalogue_form(row_of(tongue, key), tongue->lang, n), text = STR("");
    for (size_t at = 0; at < form.len;) {
        size_t open = str_find(form, '{', at), close = str_find(form, '}', open);
        struct str value = close < form.len ? value_of(tongue, str_cut(form, open + 1, close), n, args) : STR("");
        text = arena_printf(tongue->arena, STR_FMT STR_FMT STR_FMT, STR_ARG(text), STR_ARG(str_cut(form, at, open)),
                            STR_ARG(value));
        at = close < form.len ? close + 1 : form.len;
    }
    return text;
}

struct str tongue_count(const struct tongue *tongue, const char *key, int64_t n)
{
    return tongue_fill(tongue, key, n, (const struct tongue_arg[]){{NULL, STR_NONE}});
}

struct str tongue_number(const struct tongue *tongue, double value, int decimals)
{
    struct str digits = arena_printf(tongue->arena, "%.*f", decimals, fabs(value));
    size_t whole = str_find(digits, '.', 0);
    bool zero = strspn(digits.ptr, "0.") == digits.len;
    char *out = arena_take(tongue->arena, digits.len * 2 + 4), *end = out;
    if (value < 0 && !zero) {
        memcpy(end, "−", sizeof "−" - 1);
        end += sizeof "−" - 1;
    }
    for (size_t i = 0; i < digits.len; i++) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0)
            *end++ = ',';
        *end++ = digits.ptr[i];
    }
    return (struct str){out, (size_t)(end - out)};
}

struct str tongue_usual(const struct tongue *tongue, double people)
{
    if (people < NEARLY_NONE)
        return tongue_get(tongue, "usual.none");
    if (people < 1 - NEARLY_NONE)
        return tongue_get(tongue, "usual.few");
    bool whole = people >= 10 || fabs(people - round(people)) < NEARLY_NONE;
    return tongue_number(tongue, people, whole ? 0 : 1);
}

/* Two digits, and never more than what can be known. */
struct str tongue_odds(const struct tongue *tongue, double chance)
{
    double times = chance > 1.0 / ODDS_MOST ? 1.0 / chance : ODDS_MOST, unit = 1;
    while (times / unit >= 100)
        unit *= 10;
    return tongue_number(tongue, (double)(int64_t)(times / unit) * unit, 0);
}

struct str tongue_signed(const struct tongue *tongue, double value)
{
    struct str number = tongue_number(tongue, value, 0);
    return value >= 0.5 ? arena_printf(tongue->arena, "+" STR_FMT, STR_ARG(number)) : number;
}

static struct str named(const struct tongue *tongue, const char *family, int number)
{
    return tongue_get(tongue, arena_printf(tongue->arena, "%s.%d", family, number).ptr);
}

struct str tongue_weekday(const struct tongue *tongue, int64_t ms)
{
    return named(tongue, "weekday", clock_local(ms).weekday + 1);
}

struct str tongue_month(const struct tongue *tongue, int64_t ms)
{
    struct clock_date date = clock_local(ms);
    return arena_printf(tongue->arena, STR_FMT " %d", STR_ARG(named(tongue, "month", date.month)), date.year);
}

struct str tongue_day(const struct tongue *tongue, int64_t ms)
{
    struct clock_date date = clock_local(ms);
    return arena_printf(tongue->arena, "%d " STR_FMT, date.day, STR_ARG(named(tongue, "month", date.month)));
}

struct str tongue_date(const struct tongue *tongue, int64_t ms)
{
    return arena_printf(tongue->arena, STR_FMT " " STR_FMT " %d", STR_ARG(tongue_weekday(tongue, ms)),
                        STR_ARG(tongue_day(tongue, ms)), clock_local(ms).year);
}

struct str tongue_time(const struct tongue *tongue, int64_t ms)
{
    struct clock_date date = clock_local(ms);
    return arena_printf(tongue->arena, "%02d:%02d", date.hour, date.minute);
}

struct str tongue_when(const struct tongue *tongue, int64_t ms, int64_t now_ms)
{
    int64_t today = clock_day_start(now_ms);
    struct str time = tongue_time(tongue, ms);
    if (ms >= today && ms < clock_days_after(today, 1))
        return tongue_say(tongue, "when.today", {"time", time});
    if (ms < today && ms >= clock_days_after(today, -1))
        return tongue_say(tongue, "when.yesterday", {"time", time});
    return tongue_say(tongue, "when.day", {"time", time}, {"day", tongue_day(tongue, ms)});
}

struct str tongue_span(const struct tongue *tongue, int64_t ms)
{
    if (ms < 2 * CLOCK_HOUR_MS)
        return tongue_count(tongue, "span.minutes#", ms / CLOCK_MINUTE_MS);
    if (ms < 2 * CLOCK_DAY_MS)
        return tongue_count(tongue, "span.hours#", ms / CLOCK_HOUR_MS);
    return tongue_count(tongue, "span.days#", ms / CLOCK_DAY_MS);
}
