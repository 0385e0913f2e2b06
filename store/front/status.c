/* SPDX-License-Identifier: MIT */
#include "front/status.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/json_out.h"
#include "base/utf8.h"
#include "front/handover.h"
#include "record/tongue.h"
#include "redis/records.h"

#include "base/banned.h"

enum { JSON_BYTES = 1 << 20 };

const struct args_option status_options[] = {
    {"json", NULL, "the same as JSON"},
    {"lang", "cy|en", "the language to answer in; else the terminal's"},
    {NULL, NULL, NULL},
};

static struct str word(const struct tongue *tongue, const char *family, struct str name)
{
    return tongue_get(tongue, arena_printf(tongue->arena, "%s" STR_FMT, family, STR_ARG(name)).ptr);
}

static struct str ago(const struct tongue *tongue, int64_t then_ms)
{
    if (then_ms <= 0)
        return tongue_get(tongue, "status.never");
    int64_t span_ms = clock_now_ms() - then_ms;
    return span_ms < CLOCK_MINUTE_MS ? tongue_get(tongue, "status.now")
                                     : tongue_say(tongue, "status.ago", {"span", tongue_span(tongue, span_ms)});
}

static struct str when(const struct tongue *tongue, int64_t ms)
{
    return tongue_when(tongue, ms, clock_now_ms());
}

static struct str number(const struct tongue *tongue, int64_t value)
{
    return tongue_number(tongue, (double)value, 0);
}

static struct str megabytes(const struct tongue *tongue, int64_t bytes)
{
    return arena_printf(tongue->arena, STR_FMT " MB", STR_ARG(tongue_number(tongue, (double)bytes / 1e6, 1)));
}

/* Source names and causes come from outside: no control character reaches the terminal. */
static struct str printable(struct arena *arena, struct str text)
{
    char *out = arena_take(arena, text.len + 1);
    for (size_t i = 0; i < text.len; i++)
        out[i] = (unsigned char)text.ptr[i] < 0x20 || text.ptr[i] == 0x7F ? ' ' : text.ptr[i];
    return (struct str){out, text.len};
}

static void print_padded(struct str text, size_t width)
{
    size_t length = utf8_length(text);
    printf(STR_FMT "%*s ", STR_ARG(text), length < width ? (int)(width - length) : 0, "");
}

static void print_rate(const struct tongue *tongue, double rate)
{
    struct str text = rate >= 0.05 ? tongue_say(tongue, "status.usual", {"rate", tongue_number(tongue, rate, 1)})
                      : rate > 0   ? tongue_get(tongue, "status.usual.few")
                                   : tongue_get(tongue, "status.usual.unknown");
    printf("; " STR_FMT, STR_ARG(text));
}

static void print_heard(const struct tongue *tongue, const struct json *node)
{
    struct str answer = ago(tongue, json_get_i64(node, "last_success_ms", 0)),
               post = ago(tongue, json_get_i64(node, "last_post_ms", 0));
    int64_t silent_ms = json_get_i64(node, "silent_since_ms", 0), next_ms = json_get_i64(node, "next_poll_ms", 0),
            most = json_get_i64(node, "quota_most", 0);
    printf(STR_FMT, STR_ARG(tongue_say(tongue, "status.heard", {"answer", answer}, {"post", post})));
    print_rate(tongue, json_get_double(node, "expected_per_hour", -1));
    if (silent_ms > 0)
        printf("; " STR_FMT, STR_ARG(tongue_say(tongue, "status.silent", {"when", when(tongue, silent_ms)})));
    if (next_ms > 0)
        printf("; " STR_FMT, STR_ARG(tongue_say(tongue, "status.next", {"when", when(tongue, next_ms)})));
    if (most > 0)
        printf("; " STR_FMT, STR_ARG(tongue_say(tongue, "status.quota", {"most", number(tongue, most)},
                                                {"left", number(tongue, json_get_i64(node, "quota_left", 0))})));
}

static void print_source(const struct tongue *tongue, const struct json *node)
{
    struct str state = json_get_str(node, "state"), why = json_get_str(node, "why"),
               cause = printable(tongue->arena, json_get_str(node, "cause"));
    print_padded(printable(tongue->arena, json_get_str(node, "name")), 22);
    print_padded(json_get_str(node, "kind"), 10);
    struct str said = word(tongue, "source.state.", state);
    if (str_eq(state, STR("new")) || str_eq(state, STR("off"))) {
        printf(STR_FMT "\n", STR_ARG(said));
        return;
    }
    print_padded(said, 14);
    print_heard(tongue, node);
    if (why.len > 0)
        printf("\n    " STR_FMT, STR_ARG(word(tongue, "source.why.", why)));
    if (cause.len > 0)
        printf("\n    " STR_FMT, STR_ARG(tongue_say(tongue, "source.detail", {"cause", cause})));
    printf("\n");
}

/* What a status is made of. */
struct found {
    struct store_health health;
    const struct json **sources; /* as configured: what is known of each, or that nothing is */
    size_t source_count;
    struct records_page deliveries;
};

static bool print_delivery(const struct tongue *tongue, struct str json, struct err *err)
{
    struct json *node;
    if (!json_parse(json, tongue->arena, &node, err))
        return false;
    struct str cause = printable(tongue->arena, json_get_str(node, "cause")),
               refused = printable(tongue->arena, json_get_str(node, "refused_cause"));
    int64_t failing_ms = json_get_i64(node, "failing_since_ms", 0), refusals = json_get_i64(node, "refused", 0);
    print_padded(printable(tongue->arena, json_get_str(node, "name")), 33);
    printf(STR_FMT, STR_ARG(tongue_say(tongue, "status.sent", {"when", ago(tongue, json_get_i64(node, "last_sent_ms", 0))},
                                       {"wait", number(tongue, json_get_i64(node, "waiting", 0))})));
    if (failing_ms > 0)
        printf("\n    " STR_FMT,
               STR_ARG(tongue_say(tongue, "status.fails", {"when", when(tongue, failing_ms)}, {"cause", cause})));
    if (refusals > 0)
        printf("\n    " STR_FMT,
               STR_ARG(tongue_say(tongue, "status.refused", {"count", number(tongue, refusals)}, {"cause", refused},
                                  {"when", ago(tongue, json_get_i64(node, "refused_ms", 0))})));
    printf("\n");
    return true;
}

static void print_heading(const struct tongue *tongue, const char *key, bool empty, const char *empty_key)
{
    printf(STR_FMT "\n", STR_ARG(tongue_get(tongue, key)));
    if (empty)
        printf("    " STR_FMT "\n", STR_ARG(tongue_get(tongue, empty_key)));
}

static void print_health(const struct tongue *tongue, const struct council *council, const struct store_health *health)
{
    struct str used = megabytes(tongue, health->used_bytes), most = megabytes(tongue, health->ceiling_bytes);
    printf("\n" STR_FMT "\n",
           STR_ARG(tongue_say(tongue, health->in_segments > 0 ? "status.stream" : "status.stream.none", {"segments", number(tongue, health->in_segments)},
                              {"dead", number(tongue, health->dead)}, {"span", tongue_span(tongue, health->lag_ms)})));
    printf(STR_FMT "\n",
           STR_ARG(tongue_say(tongue, "status.kept", {"words", tongue_span(tongue, council->privacy.keep_posts_ms)},
                              {"oldest", ago(tongue, health->oldest_kept_ms)},
                              {"counts", tongue_span(tongue, council->privacy.keep_counts_ms)})));
    printf(STR_FMT "\n", STR_ARG(health->ceiling_bytes > 0
                                     ? tongue_say(tongue, "status.memory", {"used", used}, {"most", most})
                                     : tongue_say(tongue, "status.memory.unbounded", {"used", used})));
    if (!health->aof_ok)
        printf("    " STR_FMT "\n", STR_ARG(tongue_get(tongue, "status.no-log")));
}

static bool print_table(const struct tongue *tongue, const struct council *council, const struct found *found, struct err *err)
{
    print_heading(tongue, "status.sources", found->source_count == 0, "status.sources.none");
    for (size_t i = 0; i < found->source_count; i++)
        print_source(tongue, found->sources[i]);
    printf("\n");
    print_heading(tongue, "status.delivery", found->deliveries.count == 0, "status.delivery.none");
    for (size_t i = 0; i < found->deliveries.count; i++)
        if (!print_delivery(tongue, found->deliveries.values[i], err))
            return err_within(err, "delivery " STR_FMT, STR_ARG(found->deliveries.names[i]));
    print_health(tongue, council, &found->health);
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

static void add_sources(const struct found *found, struct json_out *out)
{
    json_out_key(out, "sources");
    json_out_open(out, '[');
    for (size_t i = 0; i < found->source_count; i++)
        json_out_node(out, found->sources[i]);
    json_out_close(out, ']');
}

static bool add_deliveries(const struct records_page *page, struct arena *arena, struct json_out *out, struct err *err)
{
    json_out_key(out, "delivery");
    json_out_open(out, '[');
    for (size_t i = 0; i < page->count; i++) {
        struct json *node;
        if (!json_parse(page->values[i], arena, &node, err))
            return err_within(err, "delivery " STR_FMT, STR_ARG(page->names[i]));
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
    add_sources(found, &out);
    bool ok = add_deliveries(&found->deliveries, arena, &out, err);
    if (ok) {
        add_health(council, &found->health, &out);
        json_out_close(&out, '}');
        fwrite(buf.data, 1, buf.len, stdout);
    }
    buf_free(&buf);
    return ok;
}

static bool known(const struct records_page *page, const struct json *configured, struct arena *arena,
                  const struct json **node, struct err *err)
{
    struct json *found = NULL;
    struct str key = arena_printf(arena, STR_FMT " " STR_FMT, STR_ARG(json_get_str(configured, "kind")),
                                  STR_ARG(json_get_str(configured, "name")));
    *node = configured;
    for (size_t i = 0; i < page->count; i++) {
        if (!str_eq(page->names[i], key))
            continue;
        if (!json_parse(page->values[i], arena, &found, err))
            return err_within(err, "source " STR_FMT, STR_ARG(key));
        *node = found;
    }
    return true;
}

/* One that is turned off is not asked, whatever is known of it from before. */
static bool find_sources(struct store *store, const struct json *configured, struct arena *arena, struct found *found,
                         struct err *err)
{
    struct records_page page;
    if (!records_sources(store, arena, &page, err))
        return false;
    found->sources = ARENA_ARRAY(arena, const struct json *, configured->count + 1);
    JSON_EACH(one, configured) {
        const struct json **node = &found->sources[found->source_count++];
        *node = one;
        if (!str_eq(json_get_str(one, "state"), STR("off")) && !known(&page, one, arena, node, err))
            return false;
    }
    return true;
}

static bool find(const struct council *council, const struct json *configured, struct arena *arena, struct found *found,
                 struct err *err)
{
    struct store *store = store_open(council, STORE_ADMIN, err);
    if (store == NULL)
        return false;
    bool ok = store_health(store, &found->health, err) && find_sources(store, configured, arena, found, err) &&
              records_deliveries(store, arena, &found->deliveries, err);
    store_close(store);
    return ok;
}

int status_run(const struct args *args)
{
    struct arena arena = {0};
    struct council council;
    struct catalogue catalogue = {0};
    struct tongue tongue;
    struct found found = {0};
    struct json *configured;
    struct err err = {0};
    if (!handover_sources(args->config_path, &arena, &configured)) {
        arena_free(&arena);
        return 2;
    }
    bool ok = council_read(args->config_path, &arena, &council, &err) &&
              tongue_open(&catalogue, args_get(args, "lang"), &arena, &tongue, &err) &&
              find(&council, configured, &arena, &found, &err) &&
              (args_has(args, "json") ? print_json(&council, &found, &arena, &err)
                                      : print_table(&tongue, &council, &found, &err));
    catalogue_free(&catalogue);
    arena_free(&arena);
    return ok ? 0 : args_fail(&err);
}
