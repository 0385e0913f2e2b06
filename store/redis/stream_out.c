/* SPDX-License-Identifier: MIT */
#include "base/log.h"
#include "redis/segment.h"
#include "redis/stream.h"

#include "base/banned.h"

enum { BLOCK_MOST_MS = 1000 };

/* The stream id of a position: an erasure puts "#n" after it. */
static struct str entry_of(struct str position)
{
    struct str entry = str_cut(position, 0, str_find(position, '#', 0));
    return entry.len > 0 ? entry : STR("0-0");
}

static redisReply *read_entries(struct store *store, int shard, struct str after, size_t most, int64_t block_ms,
                                struct err *err)
{
    struct arena scratch = {0};
    struct link_command command = link_command(&scratch, 8, "XREAD");
    link_word(&command, STR("COUNT"));
    link_number(&command, &scratch, (int64_t)most);
    if (block_ms > 0) {
        link_word(&command, STR("BLOCK"));
        link_number(&command, &scratch, block_ms < BLOCK_MOST_MS ? block_ms : BLOCK_MOST_MS);
    }
    link_word(&command, STR("STREAMS"));
    link_word(&command, keys_of(&scratch, shard, KEY_OUT));
    link_word(&command, entry_of(after));
    redisReply *reply = node_call(store, shard, &command, err);
    arena_free(&scratch);
    return reply;
}

static size_t count_items(const redisReply *entries)
{
    size_t total = 0, count;
    struct err ignored;
    struct str data;
    for (size_t i = 0; i < entries->elements; i++)
        if (segment_open(entries->element[i], &data, &count, &ignored))
            total += count;
    return total;
}

static void report(const redisReply *entry, const struct err *err)
{
    struct arena scratch = {0};
    log_event(LOG_ERROR, "a kept entry does not read back and is passed over", "why", err->text, "entry",
              arena_str(&scratch, link_str(entry->element[0])).ptr, NULL);
    arena_free(&scratch);
}

static void take_entry(const redisReply *entry, struct arena *arena, struct stream_page *page)
{
    struct err err;
    struct str data, line;
    size_t count;
    if (!segment_open(entry, &data, &count, &err)) {
        report(entry, &err);
        return;
    }
    bool again = str_eq(node_field(entry, "w"), STR("1"));
    for (size_t i = 0; i < count && str_next(&data, '\n', &line); i++) {
        struct stream_kept *kept = &page->items[page->count];
        if (!segment_read_kept(line, arena, kept, &err)) {
            report(entry, &err);
            continue;
        }
        kept->rewritten = kept->rewritten || again;
        page->count++;
    }
}

bool stream_read_out(struct store *store, int shard, struct str after, size_t entries_most, int64_t block_ms,
                     struct arena *arena, struct stream_page *page, struct err *err)
{
    *page = (struct stream_page){.position = after};
    redisReply *reply = read_entries(store, shard, after, entries_most, block_ms, err);
    if (reply == NULL)
        return false;
    if (reply->type == REDIS_REPLY_ARRAY && reply->elements == 1) {
        const redisReply *entries = reply->element[0]->element[1];
        page->items = ARENA_ARRAY(arena, struct stream_kept, count_items(entries));
        for (size_t i = 0; i < entries->elements; i++)
            take_entry(entries->element[i], arena, page);
        page->position = arena_str(arena, link_str(entries->element[entries->elements - 1]->element[0]));
        page->more = entries->elements == entries_most;
    }
    freeReplyObject(reply);
    return true;
}
