/* SPDX-License-Identifier: MIT */
#include "metrics.h"

#include "base/clock.h"
#include "redis/records.h"

#include "base/banned.h"

static void family(struct buf *out, const char *name, const char *type, const char *help)
{
    buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void put_label(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"' || text.ptr[i] == '\\')
            buf_char(out, '\\');
        buf_char(out, (unsigned char)text.ptr[i] < ' ' || text.ptr[i] == '\x7f' ? ' ' : text.ptr[i]);
    }
}

static void put_source(struct buf *out, const char *name, const struct hearing *source, double value)
{
    buf_printf(out, "%s{source=\"", name);
    put_label(out, source->name);
    buf_add(out, STR("\",kind=\""));
    put_label(out, source->kind);
    buf_printf(out, "\"} %.0f\n", value);
}

static void put_sources(struct buf *out, const struct board *board)
{
    static const struct {
        const char *name, *help;
    } times[] = {{"earshot_source_last_success_timestamp_seconds", "When a source last gave a good answer."},
                 {"earshot_source_last_post_timestamp_seconds", "When the newest post of a source was written."},
                 {"earshot_source_silent_since_timestamp_seconds", "Since when a source that is silent or deaf is so."}};
    family(out, "earshot_source_ok", "gauge", "1 if the source is heard, 0 if it is silent, deaf, failing or stopped.");
    for (size_t i = 0; i < board->source_count; i++)
        put_source(out, "earshot_source_ok", &board->sources[i], str_eq(board->sources[i].state, STR("ok")));
    for (size_t k = 0; k < sizeof times / sizeof times[0]; k++) {
        family(out, times[k].name, "gauge", times[k].help);
        for (size_t i = 0; i < board->source_count; i++) {
            const struct hearing *source = &board->sources[i];
            int64_t ms = (const int64_t[]){source->last_success_ms, source->last_post_ms, source->silent_since_ms}[k];
            if (ms > 0)
                put_source(out, times[k].name, source, (double)(ms / CLOCK_SECOND_MS));
        }
    }
}

static void put_store(struct buf *out, struct store *store)
{
    struct err err;
    struct store_health health;
    if (store == NULL || !store_health(store, &health, &err))
        return;
    const struct {
        const char *name, *help;
        double value;
    } rows[] = {
        {"earshot_store_used_bytes", "Memory that the store uses.", (double)health.used_bytes},
        {"earshot_store_ceiling_bytes", "Memory that the store may use.", (double)health.ceiling_bytes},
        {"earshot_stream_waiting_segments", "Segments of posts not yet analysed.", (double)health.in_segments},
        {"earshot_stream_dead_segments", "Segments that could not be analysed.", (double)health.dead},
        {"earshot_stream_lag_seconds", "Age of the oldest post not yet analysed.", (double)health.lag_ms / 1000},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        family(out, rows[i].name, "gauge", rows[i].help);
        buf_printf(out, "%s %.3f\n", rows[i].name, rows[i].value);
    }
}

/* What the lanes of one way out come to together: an address is nobody's label. */
struct delivery {
    const char *way;
    int64_t waiting, refused, failing, last_sent_ms;
};
enum { WAYS = 3 };

static void add_lane(struct delivery *ways, struct str name, struct str json, struct arena *arena)
{
    struct json *lane;
    struct err bad;
    struct str way = str_cut(name, 0, str_find(name, ' ', 0));
    for (size_t i = 0; i < WAYS; i++) {
        if (!str_eq(way, str_from(ways[i].way)) || !json_parse(json, arena, &lane, &bad))
            continue;
        int64_t sent_ms = json_get_i64(lane, "last_sent_ms", 0);
        ways[i].waiting += json_get_i64(lane, "waiting", 0);
        ways[i].refused += json_get_i64(lane, "refused", 0);
        ways[i].failing += json_get_i64(lane, "failing_since_ms", 0) > 0;
        ways[i].last_sent_ms = sent_ms > ways[i].last_sent_ms ? sent_ms : ways[i].last_sent_ms;
    }
}

static void put_ways(struct buf *out, const char *name, const char *type, const char *help, const struct delivery *ways,
                     size_t field, int64_t unit)
{
    family(out, name, type, help);
    for (size_t i = 0; i < WAYS; i++)
        buf_printf(out, "%s{way=\"%s\"} %lld\n", name, ways[i].way,
                   (long long)(*(const int64_t *)(const void *)((const char *)&ways[i] + field) / unit));
}

static void put_delivery(struct buf *out, struct store *store, struct arena *arena)
{
    struct delivery ways[WAYS] = {{.way = "mail"}, {.way = "webhook"}, {.way = "text"}};
    struct records_page lanes;
    struct err err;
    if (store == NULL || !records_deliveries(store, arena, &lanes, &err))
        return;
    for (size_t i = 0; i < lanes.count; i++)
        add_lane(ways, lanes.names[i], lanes.values[i], arena);
    put_ways(out, "earshot_delivery_waiting", "gauge", "Letters that wait for a way out to open again.", ways,
             offsetof(struct delivery, waiting), 1);
    put_ways(out, "earshot_delivery_refused_total", "counter", "Letters that were refused and given up.", ways,
             offsetof(struct delivery, refused), 1);
    put_ways(out, "earshot_delivery_failing", "gauge", "Servers, or readers, that take nothing at present.", ways,
             offsetof(struct delivery, failing), 1);
    put_ways(out, "earshot_delivery_last_sent_timestamp_seconds", "gauge", "When a letter was last taken; 0: never.",
             ways, offsetof(struct delivery, last_sent_ms), CLOCK_SECOND_MS);
}

static void put_board(struct buf *out, const struct board *board, size_t posts)
{
    size_t open = 0, danger = 0;
    for (size_t i = 0; i < board->incident_count; i++) {
        open += board_is_live(board->incidents[i]);
        danger += board_is_live(board->incidents[i]) && board->incidents[i]->urgent;
    }
    family(out, "earshot_incidents_open", "gauge", "Emerging complaints that are open or easing.");
    buf_printf(out, "earshot_incidents_open %zu\n", open);
    family(out, "earshot_incidents_danger", "gauge", "Open ones that are a danger to life, health or property.");
    buf_printf(out, "earshot_incidents_danger %zu\n", danger);
    family(out, "earshot_posts_kept", "gauge", "Posts that can be searched.");
    buf_printf(out, "earshot_posts_kept %zu\n", posts);
    const struct summary *day = board_newest_day(board);
    if (day == NULL || !day->temperature.known)
        return;
    family(out, "earshot_temperature", "gauge", "Temperature of the newest day, -100 to 100.");
    buf_printf(out, "earshot_temperature %.1f\n", day->temperature.mood);
}

void metrics_answer(struct visit *visit)
{
    struct buf *out = &visit->answer->body;
    const struct site *site = visit->site;
    visit->answer->type = "text/plain; version=0.0.4; charset=utf-8";
    visit->answer->private_ = true;
    family(out, "earshot_build_info", "gauge", "The version that answers.");
    buf_printf(out, "earshot_build_info{version=\"%s\"} 1\n", EARSHOT_VERSION);
    family(out, "earshot_http_answers_total", "counter", "Requests answered.");
    buf_printf(out, "earshot_http_answers_total %lld\n", (long long)site->answers);
    family(out, "earshot_http_refusals_total", "counter", "Requests refused for want of a token or role.");
    buf_printf(out, "earshot_http_refusals_total %lld\n", (long long)site->refusals);
    family(out, "earshot_http_listeners", "gauge", "Open pages that are told what changes.");
    buf_printf(out, "earshot_http_listeners %zu\n", site->listeners);
    family(out, "earshot_store_reads_total", "counter", "Times that everything in the store was known to be shown.");
    buf_printf(out, "earshot_store_reads_total %lld\n", (long long)site->reads);
    put_board(out, &site->board, shelf_count(site->shelf));
    put_sources(out, &site->board);
    put_store(out, site->store);
    put_delivery(out, site->store, visit->request->arena);
}

static void say(struct visit *visit, int status, struct str words)
{
    visit->answer->type = "text/plain; charset=utf-8";
    visit->answer->private_ = true;
    visit->answer->status = status;
    buf_add(&visit->answer->body, words);
}

void metrics_health(struct visit *visit)
{
    say(visit, 200, STR("ok\n"));
}

void metrics_ready(struct visit *visit)
{
    say(visit, visit->site->ready ? 200 : 503, visit->site->ready ? STR("ready\n") : STR("not ready\n"));
}
