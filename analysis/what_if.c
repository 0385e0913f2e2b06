/* SPDX-License-Identifier: MIT */
#include "what_if.h"

#include <stdlib.h>

#include "alarms.h"
#include "base/clock.h"
#include "redis/stream.h"

#include "base/banned.h"

enum { ENTRIES_A_READ = 64, ITEMS_MOST = 2000000 };

struct kept {
    const struct stream_kept **items;
    size_t count, cap;
};

static bool read_shard(struct store *store, int shard, struct arena *arena, struct kept *kept, struct err *err)
{
    struct stream_page page = {.more = true};
    struct str position = STR_NONE;
    while (page.more) {
        if (!stream_read_out(store, shard, position, ENTRIES_A_READ, 0, arena, &page, err))
            return false;
        position = page.position;
        for (size_t i = 0; i < page.count; i++) {
            if (page.items[i].rewritten)
                continue;
            if (kept->count == ITEMS_MOST)
                return err_set(err, ERR_LIMIT, "over %d kept posts", ITEMS_MOST);
            if (kept->count == kept->cap) {
                kept->cap = kept->cap == 0 ? 1024 : kept->cap * 2;
                kept->items = realloc(kept->items, kept->cap * sizeof *kept->items);
                MUST(kept->items != NULL);
            }
            kept->items[kept->count++] = &page.items[i];
        }
    }
    return true;
}

static int by_time(const void *a, const void *b)
{
    const struct stream_kept *left = *(const struct stream_kept *const *)a,
                             *right = *(const struct stream_kept *const *)b;
    if (left->post.published_ms != right->post.published_ms)
        return left->post.published_ms < right->post.published_ms ? -1 : 1;
    return str_compare(left->post.id, right->post.id);
}

static void live_again(struct alarms *alarms, const struct kept *kept, int64_t until_ms)
{
    int64_t minute = kept->count > 0 ? kept->items[0]->post.published_ms / CLOCK_MINUTE_MS : until_ms;
    for (size_t i = 0; i < kept->count; i++) {
        const struct stream_kept *one = kept->items[i];
        for (; minute < one->post.published_ms / CLOCK_MINUTE_MS; minute++)
            alarms_tick(alarms, (minute + 1) * CLOCK_MINUTE_MS);
        alarms_add(alarms, &one->post, &one->reading, one->post.published_ms);
    }
    for (; minute < until_ms / CLOCK_MINUTE_MS; minute++)
        alarms_tick(alarms, (minute + 1) * CLOCK_MINUTE_MS);
}

static void copy_out(const struct alarms *alarms, struct arena *arena, struct records_page *incidents)
{
    incidents->count = alarms->blob_count;
    incidents->names = ARENA_ARRAY(arena, struct str, incidents->count + 1);
    incidents->values = ARENA_ARRAY(arena, struct str, incidents->count + 1);
    for (size_t i = 0; i < incidents->count; i++) {
        incidents->names[i] = arena_str(arena, alarms->blobs[i].name);
        incidents->values[i] = arena_str(arena, alarms->blobs[i].value);
    }
}

bool what_if(const struct council *council, struct store *store, double budget_a_week, struct arena *arena,
             struct records_page *incidents, struct err *err)
{
    struct kept kept = {0};
    struct place_names places = {0};
    struct alarms alarms;
    bool ok = council->place.places.len == 0 || place_names_load(&places, council->place.places.ptr, err);
    for (int shard = 0; ok && shard < store_shards(store); shard++)
        ok = read_shard(store, shard, arena, &kept, err);
    if (ok) {
        if (kept.count > 0)
            qsort(kept.items, kept.count, sizeof *kept.items, by_time);
        alarms_open(&alarms, budget_a_week, &places, CLOCK_DAY_MS);
        live_again(&alarms, &kept, clock_now_ms());
        copy_out(&alarms, arena, incidents);
        alarms_close(&alarms);
    }
    place_names_free(&places);
    free(kept.items);
    return ok;
}
