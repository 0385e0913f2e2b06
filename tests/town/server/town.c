/* SPDX-License-Identifier: MIT */
#include "town.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "timeline.h"

#include "base/banned.h"

enum { FEED_ENTRIES = 30, PAGE_MOST = 40, PAGE_USUAL = 20, BODY_BYTES = 8 << 20, FILE_BYTES = 1 << 20 };

struct feed {
    struct str head, tail;
    struct timeline timeline;
};

struct town {
    struct timeline hashtag, public, notifications;
    struct feed paper, forum;
};

static bool load_feed(const char *folder, const char *name, const char *entries, struct arena *arena,
                      struct feed *feed, struct err *err)
{
    struct str stem = arena_printf(arena, "%s/%s", folder, name);
    return file_read(arena_printf(arena, STR_FMT ".head.xml", STR_ARG(stem)).ptr, FILE_BYTES, arena, &feed->head, err) &&
           file_read(arena_printf(arena, STR_FMT ".tail.xml", STR_ARG(stem)).ptr, FILE_BYTES, arena, &feed->tail, err) &&
           timeline_load(arena_printf(arena, STR_FMT ".%s.jsonl", STR_ARG(stem), entries).ptr, arena, &feed->timeline,
                         err);
}

static bool load_timeline(const char *folder, const char *name, struct arena *arena, struct timeline *timeline,
                          struct err *err)
{
    return timeline_load(arena_printf(arena, "%s/mastodon/aberwen.social.%s.jsonl", folder, name).ptr, arena, timeline,
                         err);
}

struct town *town_open(const char *folder, struct arena *arena, struct err *err)
{
    struct town *town = ARENA_NEW(arena, struct town);
    bool ok = load_timeline(folder, "hashtag.Aberwen", arena, &town->hashtag, err) &&
              load_timeline(folder, "public", arena, &town->public, err) &&
              load_timeline(folder, "notifications", arena, &town->notifications, err) &&
              load_feed(folder, "rss/papur", "items", arena, &town->paper, err) &&
              load_feed(folder, "forum/fforwm", "entries", arena, &town->forum, err);
    return ok ? town : NULL;
}

static struct town_answer not_found(void)
{
    return (struct town_answer){404, "application/json", STR("{\"error\":\"Record not found\"}"), STR_NONE, STR_NONE};
}

/* The window [*from, *to) of the entries that a status request asks for. */
static void window(const struct timeline *timeline, const struct town_query *query, size_t limit, size_t *from,
                   size_t *to)
{
    size_t low = 0, high = *to;
    struct str after = query->min_id.len > 0 ? query->min_id : query->since_id;
    while (after.len > 0 && low < high && timeline_compare_ids(timeline->entries[low].id, after) <= 0)
        low++;
    while (query->max_id.len > 0 && high > low &&
           timeline_compare_ids(timeline->entries[high - 1].id, query->max_id) >= 0)
        high--;
    bool forward = query->min_id.len > 0;
    *from = forward || high - low <= limit ? low : high - limit;
    *to = forward && high - low > limit ? low + limit : high;
}

static struct str link_header(const struct timeline *timeline, size_t from, size_t to, const char *origin,
                              struct str path, struct arena *arena)
{
    struct str oldest = timeline->entries[from].id, newest = timeline->entries[to - 1].id;
    return arena_printf(arena,
                        "<%s" STR_FMT "?limit=40&max_id=" STR_FMT ">; rel=\"next\", <%s" STR_FMT
                        "?limit=40&min_id=" STR_FMT ">; rel=\"prev\"",
                        origin, STR_ARG(path), STR_ARG(oldest), origin, STR_ARG(path), STR_ARG(newest));
}

static struct town_answer statuses(const struct timeline *timeline, struct str path, const struct town_query *query,
                                   const char *origin, int64_t now_ms, struct arena *arena)
{
    int64_t limit;
    if (!str_to_i64(query->limit, &limit) || limit < 1 || limit > PAGE_MOST)
        limit = query->limit.len > 0 ? PAGE_MOST : PAGE_USUAL;
    size_t from = 0, to = timeline_until(timeline, now_ms);
    window(timeline, query, (size_t)limit, &from, &to);
    struct buf body = BUF("page of statuses", BODY_BYTES);
    buf_char(&body, '[');
    for (size_t at = to; at > from; at--) {
        buf_add(&body, at == to ? STR("") : STR(","));
        buf_add(&body, timeline->entries[at - 1].body);
    }
    buf_char(&body, ']');
    struct town_answer answer = {200, "application/json; charset=utf-8", arena_str(arena, buf_str(&body)), STR_NONE,
                                 STR_NONE};
    buf_free(&body);
    if (to > from)
        answer.link = link_header(timeline, from, to, origin, path, arena);
    return answer;
}

/* A status of the public timeline, or one that only a notification holds, as its last member. */
static struct str status_of(const struct town *town, struct str id, int64_t now_ms, struct arena *arena)
{
    size_t low = 0, high = timeline_until(&town->public, now_ms);
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = timeline_compare_ids(town->public.entries[middle].id, id);
        if (order == 0)
            return town->public.entries[middle].body;
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    struct str opening = arena_printf(arena, "\"status\":{\"id\":\"" STR_FMT "\"", STR_ARG(id));
    for (size_t i = timeline_until(&town->notifications, now_ms); i-- > 0;) {
        struct str body = town->notifications.entries[i].body;
        size_t at = str_find_str(body, opening, 0);
        if (at < body.len)
            return str_cut(body, at + sizeof "\"status\":" - 1, body.len - 1);
    }
    return STR_NONE;
}

static struct town_answer again(const struct town *town, const struct town_query *query, int64_t now_ms,
                                struct arena *arena)
{
    struct buf body = BUF("statuses", BODY_BYTES);
    buf_char(&body, '[');
    for (size_t i = 0; i < query->id_count; i++) {
        struct str status = status_of(town, query->ids[i], now_ms, arena);
        buf_add(&body, status.len > 0 && body.len > 1 ? STR(",") : STR(""));
        buf_add(&body, status);
    }
    buf_char(&body, ']');
    struct town_answer answer = {200, "application/json; charset=utf-8", arena_str(arena, buf_str(&body)), STR_NONE,
                                 STR_NONE};
    buf_free(&body);
    return answer;
}

static struct town_answer feed(const struct feed *feed, const char *content_type, int64_t now_ms, struct arena *arena)
{
    size_t until = timeline_until(&feed->timeline, now_ms);
    struct buf body = BUF("feed", BODY_BYTES);
    buf_add(&body, feed->head);
    for (size_t at = until; at > 0 && until - at < FEED_ENTRIES; at--)
        buf_add(&body, feed->timeline.entries[at - 1].body);
    buf_add(&body, feed->tail);
    struct str whole = arena_str(arena, buf_str(&body));
    buf_free(&body);
    struct str etag = arena_printf(arena, "\"%08x\"", (unsigned)hash_crc32c(whole));
    return (struct town_answer){200, content_type, whole, STR_NONE, etag};
}

static const char instance[] =
    "{\"domain\":\"aberwen.social\",\"title\":\"Aberwen Social\",\"version\":\"4.5.0\",\"configuration\":"
    "{\"timelines_access\":{\"live_feeds\":{\"local\":\"public\",\"remote\":\"public\"},"
    "\"hashtag_feeds\":{\"local\":\"public\",\"remote\":\"public\"}}}}";

struct town_answer town_ask(const struct town *town, struct str path, const struct town_query *query,
                            const char *origin, int64_t now_ms, struct arena *arena)
{
    if (str_eq_nocase(path, STR("/api/v1/timelines/tag/aberwen")))
        return statuses(&town->hashtag, path, query, origin, now_ms, arena);
    if (str_eq(path, STR("/api/v1/timelines/public")))
        return statuses(&town->public, path, query, origin, now_ms, arena);
    if (str_eq(path, STR("/api/v1/notifications")))
        return statuses(&town->notifications, path, query, origin, now_ms, arena);
    if (str_eq(path, STR("/api/v1/statuses")))
        return again(town, query, now_ms, arena);
    if (str_eq(path, STR("/api/v2/instance")))
        return (struct town_answer){200, "application/json", str_from(instance), STR_NONE, STR_NONE};
    if (str_eq(path, STR("/papur/feed.xml")))
        return feed(&town->paper, "application/rss+xml", now_ms, arena);
    if (str_eq(path, STR("/fforwm/atom.xml")))
        return feed(&town->forum, "application/atom+xml", now_ms, arena);
    return not_found();
}

/* A row's time: the first field of a CSV row, or date_published of a JSON line. */
static bool row_time(struct str line, int64_t *at_ms)
{
    static const char key[] = "\"date_published\":\"";
    size_t at = str_find_str(line, STR("\"date_published\":\""), 0);
    size_t from = at < line.len ? at + sizeof key - 1 : 0;
    size_t to = from;
    while (to < line.len && line.ptr[to] != '"' && line.ptr[to] != ',')
        to++;
    return clock_parse_iso(str_cut(line, from, to), at_ms);
}

static bool add_due(const char *path, bool has_header, int64_t since_ms, int64_t now_ms, struct arena *arena,
                    struct buf *out, struct err *err)
{
    struct str rest, line;
    int64_t at_ms;
    if (!file_exists(path))
        return true;
    if (!file_read(path, FILE_BYTES, arena, &rest, err))
        return false;
    if (has_header && str_next(&rest, '\n', &line) && out->len == 0)
        buf_printf(out, STR_FMT "\n", STR_ARG(line));
    while (str_next(&rest, '\n', &line))
        if (row_time(line, &at_ms) && at_ms > since_ms && at_ms <= now_ms)
            buf_printf(out, STR_FMT "\n", STR_ARG(line));
    return true;
}

static bool write_drop(const char *target, const char *kind, const char *extension, struct buf *rows, size_t empty_len,
                       int64_t now_ms, struct arena *arena, struct err *err)
{
    bool ok = rows->len <= empty_len ||
              file_write(arena_printf(arena, "%s/%s-%lld.%s", target, kind, (long long)(now_ms / 1000), extension).ptr,
                         buf_str(rows), err);
    buf_free(rows);
    return ok;
}

bool town_drop(const char *folder, const char *target, int64_t since_ms, int64_t now_ms, struct arena *arena,
               struct err *err)
{
    struct buf calls = BUF("calls", BODY_BYTES), survey = BUF("survey", BODY_BYTES);
    bool ok = true;
    size_t header_len = 0;
    for (int64_t day = clock_day_start(since_ms); ok && day <= now_ms; day = clock_days_after(day, 1)) {
        struct str name = clock_iso_day(arena, day);
        ok = add_due(arena_printf(arena, "%s/calls/" STR_FMT ".csv", folder, STR_ARG(name)).ptr, true, since_ms, now_ms,
                     arena, &calls, err);
        if (header_len == 0)
            header_len = str_find(buf_str(&calls), '\n', 0) + 1;
    }
    for (int week = 1; ok && week <= 5; week++)
        ok = add_due(arena_printf(arena, "%s/survey/week-%d.jsonl", folder, week).ptr, false, since_ms, now_ms, arena,
                     &survey, err);
    ok = ok && write_drop(target, "calls", "csv", &calls, header_len, now_ms, arena, err);
    return ok && write_drop(target, "survey", "jsonl", &survey, 0, now_ms, arena, err);
}
