/* SPDX-License-Identifier: MIT */
#include "api.h"

#include <stdlib.h>

#include "base/clock.h"
#include "csv_out.h"
#include "digest_json.h"
#include "page_posts.h"
#include "record/mood.h"

#include "base/banned.h"

enum { BUCKETS_MOST = 800, DAYS_USUAL = 28 };

/* One bucket of the series. */
struct bucket {
    int64_t from_ms, to_ms;
    struct mood_sums sums;
    struct summary_mood mood;
};

struct series {
    struct bucket *buckets; /* oldest first */
    size_t count;
    struct table people; /* of one bucket: visited newest first, one bucket after the other */
    size_t at;
};

static void close_bucket(struct series *series)
{
    if (series->at < series->count)
        series->buckets[series->at].sums.people = (int64_t)series->people.count;
    table_free(&series->people);
}

static void add_post(void *context, const struct shelf_row *row)
{
    struct series *series = context;
    if (row->post->repost_of.len > 0)
        return;
    while (row->at_ms < series->buckets[series->at].from_ms) {
        close_bucket(series);
        if (series->at == 0)
            return;
        series->at--;
    }
    struct mood_sums *sums = &series->buckets[series->at].sums;
    sums->posts++;
    sums->sum += row->reading->sentiment;
    sums->squares += row->reading->sentiment * row->reading->sentiment;
    table_add(&series->people, row->post->author_key.len > 0 ? row->post->author_key : row->post->id);
}

/* Equal parts of the council's time: local days may have 23 or 25 hours. */
static bool make_buckets(struct series *series, int64_t from_ms, int64_t to_ms, bool days, struct arena *arena)
{
    series->buckets = ARENA_ARRAY(arena, struct bucket, BUCKETS_MOST);
    int64_t at = days ? clock_day_start(from_ms) : from_ms / CLOCK_HOUR_MS * CLOCK_HOUR_MS;
    while (at < to_ms) {
        if (series->count == BUCKETS_MOST)
            return false;
        int64_t next = days ? clock_days_after(at, 1) : at + CLOCK_HOUR_MS;
        series->buckets[series->count++] = (struct bucket){.from_ms = at, .to_ms = next};
        at = next;
    }
    return series->count > 0;
}

static void count_posts(struct visit *visit, struct series *series, struct shelf_filter *filter)
{
    filter->from_ms = series->buckets[0].from_ms;
    filter->to_ms = series->buckets[series->count - 1].to_ms;
    series->at = series->count - 1;
    shelf_each(visit->site->shelf, filter, add_post, series);
    close_bucket(series);
    for (size_t i = 0; i < series->count; i++)
        series->buckets[i].mood = mood_of(&series->buckets[i].sums, NULL, 0);
}

/* Days of the whole council are known for longer than their posts are kept. */
static void from_summaries(const struct board *board, struct series *series)
{
    for (size_t i = 0; i < series->count; i++)
        for (size_t k = 0; k < board->summary_count; k++) {
            const struct summary *day = board->summaries[k];
            if (str_eq(day->period, STR("day")) && day->from_ms == series->buckets[i].from_ms) {
                series->buckets[i].mood = day->temperature;
                series->buckets[i].sums.people = day->people;
                series->buckets[i].sums.posts = day->posts;
            }
        }
}

static void write_csv(struct visit *visit, const struct series *series)
{
    struct buf *out = &visit->answer->body;
    struct arena *arena = visit->request->arena;
    visit->answer->type = "text/csv; charset=utf-8";
    visit->answer->attachment = STR("temperature.csv");
    static const char *const names[] = {"from", "to", "people", "posts", "mood", "low", "high"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        csv_out_text(out, str_from(names[i]));
    csv_out_end(out);
    for (size_t i = 0; i < series->count; i++) {
        const struct bucket *bucket = &series->buckets[i];
        bool few = bucket->sums.people > 0 && bucket->sums.people < SHOW_PEOPLE_LEAST;
        csv_out_text(out, clock_iso(arena, bucket->from_ms));
        csv_out_text(out, clock_iso(arena, bucket->to_ms));
        csv_out_text(out, few ? STR("fewer than 3") : arena_printf(arena, "%lld", (long long)bucket->sums.people));
        csv_out_i64(out, bucket->sums.posts);
        const double values[] = {bucket->mood.mood, bucket->mood.low, bucket->mood.high};
        for (size_t k = 0; k < 3; k++)
            csv_out_text(out, bucket->mood.known ? arena_printf(arena, "%.1f", values[k]) : STR(""));
        csv_out_end(out);
    }
}

static void write_json(struct visit *visit, const struct series *series, bool days)
{
    struct arena *arena = visit->request->arena;
    visit->answer->type = "application/json";
    struct json_out out = json_out_new(&visit->answer->body, false);
    json_out_open(&out, '{');
    json_out_member_str(&out, "step", days ? STR("day") : STR("hour"));
    json_out_member_str(&out, "caution", tongue_get(&visit->show.tongue, "page.caution"));
    json_out_key(&out, "items");
    json_out_open(&out, '[');
    for (size_t i = 0; i < series->count; i++) {
        const struct bucket *bucket = &series->buckets[i];
        json_out_open(&out, '{');
        digest_json_time(&out, "from", bucket->from_ms, arena);
        digest_json_time(&out, "to", bucket->to_ms, arena);
        digest_json_people(&out, "people", bucket->sums.people);
        json_out_member_i64(&out, "posts", bucket->sums.posts);
        json_out_key(&out, "temperature");
        digest_json_mood(&bucket->mood, &out);
        json_out_close(&out, '}');
    }
    json_out_close(&out, ']');
    json_out_close(&out, '}');
}

/* from and to: a day or a time; else the last 28 days, or the last two of hours. */
static bool read_span(struct visit *visit, bool days, int64_t *from_ms, int64_t *to_ms)
{
    struct str from = http_query(visit->request, "from"), to = http_query(visit->request, "to");
    *to_ms = visit->show.board->now_ms;
    bool fine = to.len == 0 || clock_parse_iso(to, to_ms) || clock_parse_day(to, to_ms);
    *from_ms = clock_days_after(clock_day_start(*to_ms), days ? -DAYS_USUAL : -1);
    return fine && (from.len == 0 || clock_parse_iso(from, from_ms) || clock_parse_day(from, from_ms)) &&
           *from_ms < *to_ms;
}

void api_temperature(struct visit *visit)
{
    struct shelf_filter filter;
    struct series series = {0};
    struct str step = http_query(visit->request, "step"), channel = http_query(visit->request, "channel");
    bool days = step.len == 0 || str_eq(step, STR("day")) || str_eq(step, STR("1d"));
    bool hours = str_eq(step, STR("hour")) || str_eq(step, STR("1h"));
    int64_t from_ms, to_ms;
    if ((!days && !hours) || !read_span(visit, days, &from_ms, &to_ms) ||
        !make_buckets(&series, from_ms, to_ms, days, visit->request->arena)) {
        visit_error(visit, 400, "error.400");
        return;
    }
    if (!page_posts_filter(visit, &filter))
        return;
    if (channel.len > 0)
        filter.kind = channel;
    bool whole = filter.issue.len == 0 && filter.place.len == 0 && filter.kind.len == 0 && filter.language.len == 0;
    count_posts(visit, &series, &filter);
    if (days && whole)
        from_summaries(visit->show.board, &series);
    if (visit_wants_csv(visit))
        write_csv(visit, &series);
    else
        write_json(visit, &series, days);
}
