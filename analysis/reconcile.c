/* SPDX-License-Identifier: MIT */
#include "reconcile.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/table.h"
#include "redis/stream.h"

#include "base/banned.h"

enum { ENTRIES_A_READ = 64, FIRST_CAP = 256 };

/* What the detector holds: by id, whether the stream still says the same. */
struct held {
    struct table ids;
    struct held_post {
        struct str text;
        bool same;
    } *posts;
    size_t cap;
    int64_t oldest_ms;
    struct arena arena; /* texts, until the detector has changed */
};

static void hold(void *context, struct str id, struct str text, int64_t at_ms)
{
    struct held *held = context;
    uint32_t number = table_add(&held->ids, id);
    if (number >= held->cap) {
        held->cap = held->cap == 0 ? FIRST_CAP : held->cap * 2;
        held->posts = realloc(held->posts, held->cap * sizeof *held->posts);
        MUST(held->posts != NULL);
    }
    held->posts[number] = (struct held_post){arena_str(&held->arena, text), false};
    held->oldest_ms = at_ms < held->oldest_ms ? at_ms : held->oldest_ms;
}

/* The detector holds a shortened text, which then ends in an ellipsis. */
static bool is_text_of(struct str text, const struct post *post)
{
    struct str whole = post->text.len > 0 ? post->text : post->title, ellipsis = STR("…");
    if (str_ends(text, ellipsis))
        return str_eq(text, whole) || str_starts(whole, str_cut(text, 0, text.len - ellipsis.len));
    return str_eq(text, whole);
}

static bool look_through(struct held *held, struct store *store, int shard, struct err *err)
{
    struct arena arena = {0}, at = {0};
    struct stream_page page = {.more = true};
    int64_t from_ms = held->oldest_ms - CLOCK_HOUR_MS;
    struct str position = arena_printf(&at, "%" PRId64 "-0", from_ms > 0 ? from_ms : 0);
    bool ok = true;
    while (ok && page.more) {
        arena_reset(&arena);
        ok = stream_read_out(store, shard, position, ENTRIES_A_READ, 0, &arena, &page, err);
        for (size_t i = 0; ok && i < page.count; i++) {
            uint32_t number = table_find(&held->ids, page.items[i].post.id);
            if (number != TABLE_NONE)
                held->posts[number].same = is_text_of(held->posts[number].text, &page.items[i].post);
        }
        position = ok ? arena_str(&at, page.position) : position;
    }
    arena_free(&arena);
    arena_free(&at);
    return ok;
}

bool reconcile_incidents(struct store *store, struct incidents *incidents, struct err *err)
{
    struct held held = {.oldest_ms = INT64_MAX};
    bool ok = true;
    incidents_each_post(incidents, hold, &held);
    for (int shard = 0; ok && held.ids.count > 0 && shard < store_shards(store); shard++)
        ok = look_through(&held, store, shard, err);
    for (size_t i = 0; ok && i < held.ids.count; i++)
        if (!held.posts[i].same)
            incidents_forget(incidents, table_name(&held.ids, (uint32_t)i));
    table_free(&held.ids);
    free(held.posts);
    arena_free(&held.arena);
    return ok;
}
