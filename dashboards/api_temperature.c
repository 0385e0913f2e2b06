/* SPDX-License-Identifier: MIT */
#include "api.h"

#include "base/csv_out.h"
#include "digest_json.h"
#include "redis/tallies.h"

#include "base/banned.h"

enum { POINTS_MOST = 800, DAYS_USUAL = 28 };

/* A series, oldest point first. */
struct series {
    struct tallies_query query;
    struct tallies_point *points;
    size_t count;
};

/* Days and more of the whole council are at hand, summed up. */
static bool from_summaries(const struct board *board, struct series *series, struct arena *arena)
{
    size_t found = 0;
    series->points = ARENA_ARRAY(arena, struct tallies_point, POINTS_MOST + 1);
    int64_t at = period_start(series->query.step, series->query.from_ms);
    for (series->count = 0; at < series->query.to_ms && series->count <= POINTS_MOST; series->count++) {
        const struct summary *known = board_summary(board, period_id(series->query.step, at, arena));
        struct tallies_point *point = &series->points[series->count];
        *point = (struct tallies_point){.from_ms = at, .to_ms = period_after(series->query.step, at, 1)};
        at = point->to_ms;
        if (known == NULL)
            continue;
        found++;
        point->people = known->people;
        point->posts = known->posts;
        point->mood = known->temperature;
    }
    return found > 0;
}

static bool is_whole(const struct tallies_query *query)
{
    const struct tally_filter *filter = &query->filter;
    return query->step != PERIOD_HOUR && filter->issue.len == 0 && filter->place.len == 0 && filter->channel.len == 0 &&
           filter->language.len == 0 && filter->class_ == TALLY_ANY_CLASS;
}

static void put_people(struct buf *out, int64_t people)
{
    if (people > 0 && people < SHOW_PEOPLE_LEAST)
        csv_out_text(out, STR("fewer than 3"));
    else
        csv_out_i64(out, people);
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
        const struct tallies_point *point = &series->points[i];
        csv_out_text(out, clock_iso(arena, point->from_ms));
        csv_out_text(out, clock_iso(arena, point->to_ms));
        put_people(out, point->people);
        csv_out_i64(out, point->posts);
        const double values[] = {point->mood.mood, point->mood.low, point->mood.high};
        for (size_t k = 0; k < 3; k++)
            csv_out_text(out, point->mood.known ? arena_printf(arena, "%.1f", values[k]) : STR(""));
        csv_out_end(out);
    }
}

static void write_json(struct visit *visit, const struct series *series)
{
    struct arena *arena = visit->request->arena;
    visit->answer->type = "application/json";
    struct json_out out = json_out_new(&visit->answer->body, false);
    json_out_open(&out, '{');
    json_out_member_str(&out, "step", str_from(period_name(series->query.step)));
    json_out_member_str(&out, "caution", tongue_get(&visit->show.tongue, "page.caution"));
    json_out_key(&out, "items");
    json_out_open(&out, '[');
    for (size_t i = 0; i < series->count; i++) {
        const struct tallies_point *point = &series->points[i];
        json_out_open(&out, '{');
        digest_json_time(&out, "from", point->from_ms, arena);
        digest_json_time(&out, "to", point->to_ms, arena);
        digest_json_people(&out, "people", point->people);
        json_out_member_i64(&out, "posts", point->posts);
        json_out_key(&out, "temperature");
        digest_json_mood(&point->mood, &out);
        json_out_close(&out, '}');
    }
    json_out_close(&out, ']');
    json_out_close(&out, '}');
}

static bool read_step(struct visit *visit, enum period *step)
{
    struct str name = http_query(visit->request, "step");
    *step = str_eq(name, STR("1h")) ? PERIOD_HOUR : PERIOD_DAY;
    return name.len == 0 || str_eq(name, STR("1h")) || str_eq(name, STR("1d")) || period_from(name, step);
}

/* from and to: a day or a time; else the last 28 days, or the last two of hours. */
static bool read_span(struct visit *visit, struct tallies_query *query)
{
    struct str from = http_query(visit->request, "from"), to = http_query(visit->request, "to");
    query->to_ms = visit->show.board->now_ms;
    bool fine = to.len == 0 || clock_parse_iso(to, &query->to_ms) || clock_parse_day(to, &query->to_ms);
    query->from_ms = clock_days_after(clock_day_start(query->to_ms), query->step == PERIOD_HOUR ? -1 : -DAYS_USUAL);
    fine = fine && (from.len == 0 || clock_parse_iso(from, &query->from_ms) || clock_parse_day(from, &query->from_ms));
    int64_t points = (query->to_ms - query->from_ms) / (query->step == PERIOD_HOUR ? CLOCK_HOUR_MS : CLOCK_DAY_MS);
    return fine && query->from_ms < query->to_ms && points < POINTS_MOST;
}

static bool read_query(struct visit *visit, struct tallies_query *query)
{
    const struct http_request *request = visit->request;
    struct str class_ = http_query(request, "class");
    enum reading_class known = READING_CLASSES;
    if (class_.len > 0 && !reading_class_from(class_, &known))
        return false;
    query->filter = (struct tally_filter){.issue = http_query(request, "issue"),
                                          .place = http_query(request, "place"),
                                          .class_ = class_.len > 0 ? (int)known : TALLY_ANY_CLASS,
                                          .channel = http_query(request, "channel"),
                                          .language = http_query(request, "language")};
    return read_step(visit, &query->step) && read_span(visit, query);
}

void api_temperature(struct visit *visit)
{
    struct series series = {0};
    struct err err;
    struct store *store = visit->site->store;
    struct arena *arena = visit->request->arena;
    if (!read_query(visit, &series.query)) {
        visit_error(visit, 400, "error.400");
        return;
    }
    bool known = is_whole(&series.query) && from_summaries(visit->show.board, &series, arena);
    if (!known && (store == NULL || !tallies_read(store, &series.query, arena, &series.points, &series.count, &err))) {
        visit_error(visit, 503, "error.503");
        return;
    }
    if (visit_wants_csv(visit))
        write_csv(visit, &series);
    else
        write_json(visit, &series);
}
