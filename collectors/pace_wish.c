/* SPDX-License-Identifier: MIT */
/* What a reply's headers wish: Retry-After, limits in four styles, and how long it stays as it is. */
#include "base/clock.h"
#include "feed_date.h"
#include "pace.h"

#include "base/banned.h"

enum { USAGE_SLOW = 75, USAGE_STOP = 95 };

/* Seconds from now, seconds or milliseconds since 1970, ISO 8601, or an HTTP date. */
static int64_t instant_of(struct str text, int64_t now_ms)
{
    double number;
    int64_t ms;
    if (str_to_double(str_trim(text), &number) && number >= 0 && number < 1e14) {
        if (number > 1e11)
            return (int64_t)number;
        return number > 1e8 ? (int64_t)(number * 1000) : now_ms + (int64_t)(number * 1000);
    }
    return feed_date(text, &ms) ? ms : 0;
}

static struct str first_of(const struct source_reply *reply, const char *const names[])
{
    struct str value = STR_NONE;
    for (size_t i = 0; names[i] != NULL && value.ptr == NULL; i++)
        value = source_reply_header(reply, names[i]);
    return value;
}

/* X-RateLimit-*, RateLimit-*, x-rate-limit-*: how many are left, and until when. */
static int64_t by_remaining(const struct source_reply *reply, int64_t now_ms)
{
    static const char *const lefts[] = {"x-ratelimit-remaining", "ratelimit-remaining", "x-rate-limit-remaining", NULL};
    static const char *const resets[] = {"x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset", NULL};
    double left;
    if (!str_to_double(str_trim(first_of(reply, lefts)), &left) || left >= 1)
        return 0;
    return instant_of(first_of(reply, resets), now_ms);
}

/* RateLimit: "default";r=0;t=30 */
static int64_t by_structured(const struct source_reply *reply, int64_t now_ms)
{
    struct str rest = source_reply_header(reply, "ratelimit"), piece;
    int64_t left = 1, seconds = 0;
    while (str_next(&rest, ';', &piece)) {
        piece = str_trim(piece);
        if (str_starts(piece, STR("r=")))
            str_to_i64(str_cut(piece, 2, piece.len), &left);
        else if (str_starts(piece, STR("t=")))
            str_to_i64(str_cut(piece, 2, piece.len), &seconds);
    }
    return left <= 0 && seconds > 0 ? now_ms + seconds * 1000 : 0;
}

static void most_used(const struct json *usage, double *percent, int64_t *minutes)
{
    static const char *const names[] = {"call_count", "total_cputime", "total_time"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        double used = json_get_double(usage, names[i], 0);
        *percent = used > *percent ? used : *percent;
    }
    int64_t regain = json_get_i64(usage, "estimated_time_to_regain_access", 0);
    *minutes = regain > *minutes ? regain : *minutes;
}

/* X-App-Usage and X-Business-Use-Case-Usage: percent of what may be used; slow from 75 on, stop at 95. */
static int64_t by_usage(const struct source_reply *reply, int64_t now_ms)
{
    struct arena arena = {0};
    struct json *root;
    struct err err;
    double percent = 0;
    int64_t minutes = 0;
    struct str app = source_reply_header(reply, "x-app-usage");
    struct str business = source_reply_header(reply, "x-business-use-case-usage");
    if (app.len > 0 && json_parse(app, &arena, &root, &err))
        most_used(root, &percent, &minutes);
    if (business.len > 0 && json_parse(business, &arena, &root, &err))
        JSON_EACH(account, root)
            JSON_EACH(usage, account)
                most_used(usage, &percent, &minutes);
    arena_free(&arena);
    if (percent >= USAGE_STOP || minutes > 0)
        return now_ms + (minutes > 0 ? minutes : 60) * CLOCK_MINUTE_MS;
    return percent >= USAGE_SLOW ? now_ms + (int64_t)(percent - USAGE_SLOW + 5) * CLOCK_MINUTE_MS : 0;
}

int64_t pace_wish(const struct source_reply *reply, int64_t now_ms)
{
    int64_t wish = 0;
    struct str retry = source_reply_header(reply, "retry-after");
    if (reply->status >= 300 && retry.len > 0)
        wish = instant_of(retry, now_ms);
    int64_t others[] = {by_remaining(reply, now_ms), by_structured(reply, now_ms), by_usage(reply, now_ms)};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        wish = others[i] > wish ? others[i] : wish;
    if (wish <= now_ms)
        return 0;
    return wish < now_ms + PACE_WAIT_MOST_MS ? wish : now_ms + PACE_WAIT_MOST_MS;
}

/* Cache-Control: whether it says anything of the age; 0 seconds: it must be asked for each time. */
static bool read_max_age(struct str control, int64_t *seconds)
{
    struct str part;
    bool said = false;
    while (str_next(&control, ',', &part)) {
        part = str_trim(part);
        if (str_eq_nocase(part, STR("no-cache")) || str_eq_nocase(part, STR("no-store"))) {
            *seconds = 0;
            return true;
        }
        struct str name = str_cut(part, 0, sizeof "max-age=" - 1);
        if (str_eq_nocase(name, STR("max-age=")) && str_to_i64(str_cut(part, name.len, part.len), seconds))
            said = true;
    }
    return said;
}

static int64_t within_a_day_ms(int64_t seconds)
{
    return seconds < 0 ? 0 : seconds < PACE_WAIT_MOST_MS / 1000 ? seconds * 1000 : PACE_WAIT_MOST_MS;
}

int64_t pace_fresh_until(const struct source_reply *reply, int64_t now_ms)
{
    int64_t seconds = 0, age_s = 0, expires_ms, date_ms, fresh_ms = 0;
    str_to_i64(source_reply_header(reply, "age"), &age_s);
    if (read_max_age(source_reply_header(reply, "cache-control"), &seconds))
        fresh_ms = within_a_day_ms(seconds) - within_a_day_ms(age_s);
    else if (feed_date(source_reply_header(reply, "expires"), &expires_ms))
        fresh_ms = expires_ms - (feed_date(source_reply_header(reply, "date"), &date_ms) ? date_ms : now_ms);
    if (fresh_ms <= 0)
        return 0;
    return now_ms + (fresh_ms < PACE_WAIT_MOST_MS ? fresh_ms : PACE_WAIT_MOST_MS);
}
