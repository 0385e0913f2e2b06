/* SPDX-License-Identifier: MIT */
#include "rhythm.h"

#include "base/clock.h"

#include "base/banned.h"

enum { MEMORY_HOURS = 8, GAP_HOURS_MOST = 3, LOOK_BACK_HOURS = 28 * 24 };

static size_t bucket_of(int64_t ms)
{
    struct clock_date date = clock_local(ms);
    return (size_t)(date.hour + (date.weekday >= 5 ? 24 : 0));
}

static int64_t hour_of(int64_t ms)
{
    return ms - ms % CLOCK_HOUR_MS;
}

static void close_hour(struct rhythm *rhythm)
{
    size_t bucket = bucket_of(rhythm->hour_ms);
    int64_t heard = ++rhythm->heard[bucket];
    double weight = 1.0 / (double)(heard < MEMORY_HOURS ? heard : MEMORY_HOURS);
    rhythm->rate[bucket] += weight * ((double)rhythm->posts_in_hour - rhythm->rate[bucket]);
    rhythm->posts_in_hour = 0;
    rhythm->hour_ms += CLOCK_HOUR_MS;
}

void rhythm_learn(struct rhythm *rhythm, int64_t posts, int64_t now_ms)
{
    bool gap = now_ms - rhythm->hour_ms > (GAP_HOURS_MOST + 1) * CLOCK_HOUR_MS;
    if (rhythm->hour_ms == 0 || gap || now_ms < rhythm->hour_ms) {
        rhythm->hour_ms = hour_of(now_ms); /* nobody listened meanwhile: nothing is learned of it */
        rhythm->posts_in_hour = 0;
    }
    while (rhythm->hour_ms + CLOCK_HOUR_MS <= now_ms)
        close_hour(rhythm);
    rhythm->posts_in_hour += posts;
}

double rhythm_expected(const struct rhythm *rhythm, int64_t from_ms, int64_t to_ms)
{
    double expected = 0;
    int64_t earliest = to_ms - LOOK_BACK_HOURS * CLOCK_HOUR_MS;
    for (int64_t at = from_ms > earliest ? from_ms : earliest; at < to_ms;) {
        int64_t end = hour_of(at) + CLOCK_HOUR_MS;
        end = end < to_ms ? end : to_ms;
        expected += rhythm->rate[bucket_of(at)] * (double)(end - at) / (double)CLOCK_HOUR_MS;
        at = end;
    }
    return expected;
}

void rhythm_write(const struct rhythm *rhythm, struct json_out *out)
{
    json_out_open(out, '{');
    json_out_member_i64(out, "hour_ms", rhythm->hour_ms);
    json_out_member_i64(out, "posts_in_hour", rhythm->posts_in_hour);
    json_out_key(out, "rate");
    json_out_open(out, '[');
    for (size_t i = 0; i < RHYTHM_HOURS; i++)
        json_out_double(out, rhythm->rate[i], 4);
    json_out_close(out, ']');
    json_out_key(out, "heard");
    json_out_open(out, '[');
    for (size_t i = 0; i < RHYTHM_HOURS; i++)
        json_out_i64(out, rhythm->heard[i]);
    json_out_close(out, ']');
    json_out_close(out, '}');
}

void rhythm_read(const struct json *node, struct rhythm *rhythm)
{
    *rhythm = (struct rhythm){.hour_ms = json_get_i64(node, "hour_ms", 0),
                              .posts_in_hour = json_get_i64(node, "posts_in_hour", 0)};
    size_t i = 0;
    JSON_EACH(rate, json_get(node, "rate"))
        if (i < RHYTHM_HOURS && !str_to_double(json_str(rate), &rhythm->rate[i++]))
            rhythm->rate[i - 1] = 0;
    i = 0;
    JSON_EACH(heard, json_get(node, "heard"))
        if (i < RHYTHM_HOURS && !json_i64(heard, &rhythm->heard[i++]))
            rhythm->heard[i - 1] = 0;
}
