/* SPDX-License-Identifier: MIT */
#include "front/status.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/json_out.h"
#include "front/handover.h"
#include "redis/records.h"

#include "base/banned.h"

enum { JSON_BYTES = 1 << 20 };

const struct args_option status_options[] = {
    {"json", NULL, "the same as JSON"},
    {NULL, NULL, NULL},
};

static struct str ago(struct arena *arena, int64_t then_ms)
{
    if (then_ms <= 0)
        return STR("never");
    int64_t span_ms = clock_now_ms() - then_ms;
    if (span_ms < CLOCK_MINUTE_MS)
        return STR("just now");
    if (span_ms < CLOCK_HOUR_MS)
        return arena_printf(arena, "%lld min ago", (long long)(span_ms / CLOCK_MINUTE_MS));
    if (span_ms < 2 * CLOCK_DAY_MS)
        return arena_printf(arena, "%lld h ago", (long long)(span_ms / CLOCK_HOUR_MS));
    return arena_printf(arena, "%lld days ago", (long long)(span_ms / CLOCK_DAY_MS));
}

static struct str megabytes(struct arena *arena, int64_t bytes)
{
    return arena_printf(arena, "%.1f MB", (double)bytes / 1e6);
}

/* Source names and causes come from outside: no control character reaches the terminal. */
static struct str printable(struct arena *arena, struct str text)
{
    char *out = arena_take(arena, text.len + 1);
    for (size_t i = 0; i < text.len; i++)
        out[i] = (unsigned char)text.ptr[i] < 0x20 || text.ptr[i] == 0x7F ? ' ' : text.ptr[i];
    return (struct str){out, text.len};
}

static bool print_source(struct str json, struct arena *arena, struct err *err)
{
    struct json *node;
    if (!json_parse(json, arena, &node, err))
        return false;
    struct str name = printable(arena, json_get_str(node, "name")), state = json_get_str(node, "state"),
               cause = printable(arena, json_get_str(node, "cause"));
    double rate = json_get_double(node, "expected_per_hour", -1);
    printf("%-22.*s %-10.*s %-9.*s last answer %-14s last post %-14s", STR_ARG(name), STR_ARG(json_get_str(node, "kind")),
           STR_ARG(state), ago(arena, json_get_i64(node, "last_success_ms", 0)).ptr,
           ago(arena, json_get_i64(node, "last_post_ms", 0)).ptr);
    if (rate >= 0.05)
        printf(" usually %.1f posts an hour", rate);
    else
        printf(" usually %s", rate > 0 ? "under 0.1 posts an hour" : "not known yet");
    int64_t silent_ms = json_get_i64(node, "silent_since_ms", 0), next_ms = json_get_i64(node, "next_poll_ms", 0);
    if (silent_ms > 0)
        printf(" silent since " STR_FMT, STR_ARG(clock_iso(arena, silent_ms)));
    if (next_ms > 0)
        printf(" next " STR_FMT, STR_ARG(clock_iso(arena, next_ms)));
    if (json_get_i64(node, "quota_most", 0) > 0)
        printf(" %lld of the day's %lld requests left", (long long)json_get_i64(node, "quota_left", 0),
               (long long)json_get_i64(node, "quota_most", 0));
    printf(cause.len > 0 ? "\n    " STR_FMT "\n" : STR_FMT "\n", STR_ARG(cause));
    return true;
}

/* What a status is made of. */
struct found {
    struct store_health health;
    struct records_page sources, deliveries;
};

static bool print_delivery(struct str json, struct arena *arena, struct err *err)
{
    struct json *node;
    if (!json_parse(json, arena, &node, err))
        return false;
    struct str cause = printable(arena, json_get_str(node, "cause")),
               refused = printable(arena, json_get_str(node, "refused_cause"));
    printf("%-33.*s last sent %-14s %lld wait", STR_ARG(printable(arena, json_get_str(node, "name"))),
           ago(arena, json_get_i64(node, "last_sent_ms", 0)).ptr, (long long)json_get_i64(node, "waiting", 0));
    if (json_get_i64(node, "failing_since_ms", 0) > 0)
        printf("\n    fails since " STR_FMT ": " STR_FMT,
               STR_ARG(clock_iso(arena, json_get_i64(node, "failing_since_ms", 0))), STR_ARG(cause));
    if (json_get_i64(node, "refused", 0) > 0)
        printf("\n    %lld refused for good, the last %s: " STR_FMT, (long long)json_get_i64(node, "refused", 0),
               ago(arena, json_get_i64(node, "refused_ms", 0)).ptr, STR_ARG(refused));
    printf("\n");
    return true;
}

static bool print_deliveries(const struct records_page *deliveries, struct arena *arena, struct err *err)
{
    printf("\nDelivery\n");
    for (size_t i = 0; i < deliveries->count; i++)
        if (!print_delivery(deliveries->values[i], arena, err))
            return err_within(err, "delivery " STR_FMT, STR_ARG(deliveries->names[i]));
    if (deliveries->count == 0)
        printf("    nothing has been sent yet\n");
    return true;
}

static bool print_table(const struct council *council, const struct found *found, struct arena *arena, struct err *err)
{
    const struct store_health *health = &found->health;
    const struct records_page *sources = &found->sources;
    printf("Sources\n");
    for (size_t i = 0; i < sources->count; i++)
        if (!print_source(sources->values[i], arena, err))
            return err_within(err, "source " STR_FMT, STR_ARG(sources->names[i]));
    if (sources->count == 0)
        printf("    none has been asked yet\n");
    if (!print_deliveries(&found->deliveries, arena, err))
        return false;
    printf("\nStream     %lld segments wait to be analysed; the oldest has waited %lld s; %lld could not be analysed\n",
           (long long)health->in_segments, (long long)(health->lag_ms / 1000), (long long)health->dead);
    printf("Kept       words for %lld days (oldest: %s), counts for %lld days\n",
           (long long)(council->privacy.keep_posts_ms / CLOCK_DAY_MS), ago(arena, health->oldest_kept_ms).ptr,
           (long long)(council->privacy.keep_counts_ms / CLOCK_DAY_MS));
    printf("Memory     %s of %s%s\n", megabytes(arena, health->used_bytes).ptr,
           health->ceiling_bytes > 0 ? megabytes(arena, health->ceiling_bytes).ptr : "no ceiling",
           health->aof_ok ? "" : "; REDIS WRITES NO LOG ON DISK (it is off, or fails): what is new would be lost with it");
    return true;
}

static void add_health(const struct council *council, const struct store_health *health, struct json_out *out)
{
    json_out_key(out, "stream");
    json_out_open(out, '{');
    json_out_member_i64(out, "in_segments", health->in_segments);
    json_out_member_i64(out, "out_entries", health->out_entries);
    json_out_member_i64(out, "dead", health->dead);
    json_out_member_i64(out, "lag_ms", health->lag_ms);
    json_out_close(out, '}');
    json_out_key(out, "memory");
    json_out_open(out, '{');
    json_out_member_i64(out, "used_bytes", health->used_bytes);
    json_out_member_i64(out, "ceiling_bytes", health->ceiling_bytes);
    json_out_member_bool(out, "log_ok", health->aof_ok);
    json_out_close(out, '}');
    json_out_key(out, "retention");
    json_out_open(out, '{');
    json_out_member_i64(out, "keep_posts_ms", council->privacy.keep_posts_ms);
    json_out_member_i64(out, "keep_counts_ms", council->privacy.keep_counts_ms);
    json_out_member_i64(out, "oldest_kept_ms", health->oldest_kept_ms);
    json_out_close(out, '}');
}

static bool add_list(const char *key, const struct records_page *page, struct arena *arena, struct json_out *out,
                     struct err *err)
{
    json_out_key(out, key);
    json_out_open(out, '[');
    for (size_t i = 0; i < page->count; i++) {
        struct json *node;
        if (!json_parse(page->values[i], arena, &node, err))
            return err_within(err, "%s " STR_FMT, key, STR_ARG(page->names[i]));
        json_out_node(out, node);
    }
    json_out_close(out, ']');
    return true;
}

static bool print_json(const struct council *council, const struct found *found, struct arena *arena, struct err *err)
{
    struct buf buf = BUF("status", JSON_BYTES);
    struct json_out out = json_out_new(&buf, true);
    json_out_open(&out, '{');
    bool ok = add_list("sources", &found->sources, arena, &out, err) &&
              add_list("delivery", &found->deliveries, arena, &out, err);
    if (ok) {
        add_health(council, &found->health, &out);
        json_out_close(&out, '}');
        fwrite(buf.data, 1, buf.len, stdout);
    }
    buf_free(&buf);
    return ok;
}

static bool show(const struct council *council, bool as_json, struct arena *arena, struct err *err)
{
    struct found found;
    struct store *store = store_open(council, STORE_ADMIN, err);
    if (store == NULL)
        return false;
    bool ok = store_health(store, &found.health, err) && records_sources(store, arena, &found.sources, err) &&
              records_deliveries(store, arena, &found.deliveries, err) &&
              (as_json ? print_json : print_table)(council, &found, arena, err);
    store_close(store);
    return ok;
}

int status_run(const struct args *args)
{
    struct arena arena = {0};
    struct council council;
    struct err err = {0};
    if (args->config_path != NULL && !handover_check_config(args->config_path))
        return 2;
    bool ok = council_read(args->config_path, &arena, &council, &err) &&
              show(&council, args_has(args, "json"), &arena, &err);
    arena_free(&arena);
    return ok ? 0 : args_fail(&err);
}
