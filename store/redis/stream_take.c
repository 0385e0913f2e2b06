/* SPDX-License-Identifier: MIT */
#include "base/log.h"
#include "redis/segment.h"
#include "redis/stream.h"

#include "base/banned.h"

#define GROUP "analyse"

enum { CLAIM_IDLE_MS = 30000, CLAIM_EVERY_MS = 5000, BLOCK_MOST_MS = 1000, SPLIT_AFTER = 3, DEAD_AFTER = 5 };

/* One look for work: the shard, who looks, where what it finds goes. */
struct look {
    struct store *store;
    int shard;
    struct str consumer;
    struct arena *arena;
    struct stream_segment *segment;
    struct err *err;
};

static struct str key_in(const struct look *look)
{
    return keys_of(look->arena, look->shard, KEY_IN);
}

static bool make_group(const struct look *look)
{
    struct link_command command = link_command(look->arena, 6, "XGROUP");
    link_word(&command, STR("CREATE"));
    link_word(&command, key_in(look));
    link_word(&command, STR(GROUP));
    link_word(&command, STR("0"));
    link_word(&command, STR("MKSTREAM"));
    redisReply *reply = node_call(look->store, look->shard, &command, look->err);
    bool exists = reply == NULL && strstr(look->err->text, "BUSYGROUP") != NULL;
    freeReplyObject(reply);
    return reply != NULL || exists;
}

/* The entry of [[key, [entry]]], or NULL. */
static const redisReply *entry_of_read(const redisReply *reply)
{
    bool some = reply->type == REDIS_REPLY_ARRAY && reply->elements == 1 && reply->element[0]->elements == 2 &&
                reply->element[0]->element[1]->elements == 1;
    return some ? reply->element[0]->element[1]->element[0] : NULL;
}

/* from ">": new ones; "0": those this consumer was given and did not commit. */
static redisReply *read_group(const struct look *look, const char *from, int64_t block_ms)
{
    struct link_command command = link_command(look->arena, 12, "XREADGROUP");
    link_word(&command, STR("GROUP"));
    link_word(&command, STR(GROUP));
    link_word(&command, look->consumer);
    link_word(&command, STR("COUNT"));
    link_word(&command, STR("1"));
    if (block_ms > 0) { /* BLOCK 0 would be for ever */
        link_word(&command, STR("BLOCK"));
        link_number(&command, look->arena, block_ms < BLOCK_MOST_MS ? block_ms : BLOCK_MOST_MS);
    }
    link_word(&command, STR("STREAMS"));
    link_word(&command, key_in(look));
    link_word(&command, str_from(from));
    return node_call(look->store, look->shard, &command, look->err);
}

static redisReply *claim(const struct look *look)
{
    struct link_command command = link_command(look->arena, 8, "XAUTOCLAIM");
    link_word(&command, key_in(look));
    link_word(&command, STR(GROUP));
    link_word(&command, look->consumer);
    link_number(&command, look->arena, CLAIM_IDLE_MS);
    link_word(&command, STR("0"));
    link_word(&command, STR("COUNT"));
    link_word(&command, STR("1"));
    return node_call(look->store, look->shard, &command, look->err);
}

static bool count_tries(const struct look *look, struct str entry, int64_t *tries)
{
    struct link_command command = link_command(look->arena, 6, "XPENDING");
    link_word(&command, key_in(look));
    link_word(&command, STR(GROUP));
    link_word(&command, entry);
    link_word(&command, entry);
    link_word(&command, STR("1"));
    redisReply *reply = node_call(look->store, look->shard, &command, look->err);
    *tries = 0;
    if (reply == NULL)
        return false;
    if (reply->elements == 1 && reply->element[0]->elements == 4)
        *tries = reply->element[0]->element[3]->integer;
    freeReplyObject(reply);
    return true;
}

static bool function_on_entry(const struct look *look, struct link_command *command)
{
    redisReply *reply = node_call(look->store, look->shard, command, look->err);
    freeReplyObject(reply);
    return reply != NULL;
}

static struct link_command on_entry(const struct look *look, const char *name, struct str entry, int more)
{
    struct link_command command = node_function(look->arena, more + 3, name, look->shard, KEY_IN);
    link_word(&command, STR(GROUP));
    link_word(&command, entry);
    link_number(&command, look->arena, clock_now_ms());
    return command;
}

static bool bury(const struct look *look, struct str entry, const char *reason, int64_t tries)
{
    struct link_command command = on_entry(look, "earshot_dead", entry, 2);
    log_event(LOG_ERROR, "a segment could not be analysed", "why", reason, "entry", entry.ptr, NULL);
    link_word(&command, str_from(reason));
    link_number(&command, look->arena, tries);
    return function_on_entry(look, &command);
}

/* One entry for each record, so that a post that kills its reader takes no neighbour with it. */
static bool split(const struct look *look, struct str entry, struct str data, size_t count)
{
    struct link_command command = on_entry(look, "earshot_split", entry, 1 + 2 * (int)count);
    struct str line;
    log_event(LOG_WARN, "a segment failed and is split", "entry", entry.ptr, NULL);
    link_number(&command, look->arena, SEGMENT_VERSION);
    for (size_t i = 0; i < count && str_next(&data, '\n', &line); i++) {
        struct str record = {line.ptr, line.len + 1};
        link_word(&command, segment_crc(look->arena, record));
        link_word(&command, record);
    }
    return function_on_entry(look, &command);
}

static bool parse(const struct look *look, struct str entry, struct str data, size_t count)
{
    struct stream_segment *segment = look->segment;
    bool *rewritten = ARENA_ARRAY(look->arena, bool, count);
    struct str line;
    *segment = (struct stream_segment){.shard = look->shard,
                                       .entry = entry,
                                       .rewritten = rewritten,
                                       .posts = ARENA_ARRAY(look->arena, struct post, count),
                                       .connection = node_link(look->store, look->shard)->generation};
    for (size_t i = 0; i < count && str_next(&data, '\n', &line); i++)
        if (!segment_read(line, look->arena, &segment->posts[i], NULL, &rewritten[i], look->err))
            return false;
    segment->count = count;
    return true;
}

/* What was delivered becomes the segment, or goes where it can do no harm; then the segment stays empty. */
static bool accept(const struct look *look, const redisReply *reply_entry, bool again)
{
    struct str entry = arena_str(look->arena, link_str(reply_entry->element[0])), data;
    int64_t tries = 1;
    size_t count;
    if (again && !count_tries(look, entry, &tries))
        return false;
    if (!segment_open(reply_entry, &data, &count, look->err))
        return bury(look, entry, look->err->text, tries);
    if (count > 1 && tries > SPLIT_AFTER)
        return split(look, entry, data, count);
    if (tries > DEAD_AFTER)
        return bury(look, entry, "failed five times", tries - 1);
    if (parse(look, entry, data, count))
        return true;
    *look->segment = (struct stream_segment){0};
    return count > 1 ? split(look, entry, data, count) : bury(look, entry, look->err->text, tries);
}

static bool accept_read(const struct look *look, redisReply *reply, bool again, bool *some)
{
    if (reply == NULL)
        return false;
    const redisReply *entry = entry_of_read(reply);
    *some = entry != NULL;
    bool ok = entry == NULL || accept(look, entry, again);
    freeReplyObject(reply);
    return ok;
}

/* Own entries that an earlier life, or a connection that broke, left uncommitted. */
static bool look_back(const struct look *look, bool *some)
{
    struct node_shard *shard = &look->store->shard[look->shard];
    struct link *link = node_link(look->store, look->shard);
    *some = false;
    if (link->context != NULL && shard->reread_generation == link->generation)
        return true;
    if (!make_group(look) || !accept_read(look, read_group(look, "0", 0), true, some))
        return false;
    if (!*some)
        shard->reread_generation = node_link(look->store, look->shard)->generation;
    return true;
}

/* Entries that some other consumer died over. */
static bool look_aside(const struct look *look, bool *some)
{
    struct node_shard *shard = &look->store->shard[look->shard];
    *some = false;
    if (clock_monotonic_ms() < shard->claim_next_ms)
        return true;
    redisReply *reply = claim(look);
    if (reply == NULL)
        return false;
    *some = reply->elements >= 2 && reply->element[1]->elements == 1;
    bool ok = !*some || accept(look, reply->element[1]->element[0], true);
    if (!*some)
        shard->claim_next_ms = clock_monotonic_ms() + CLAIM_EVERY_MS;
    freeReplyObject(reply);
    return ok;
}

static bool look_at(const struct look *look, int64_t block_ms, bool *some)
{
    if (!look_back(look, some) || *some)
        return *some || false;
    if (!look_aside(look, some) || *some)
        return *some || false;
    return accept_read(look, read_group(look, ">", block_ms), false, some);
}

bool stream_take(struct store *store, struct str consumer, int64_t block_ms, struct arena *arena,
                 struct stream_segment *segment, struct err *err)
{
    *segment = (struct stream_segment){0};
    for (int i = 0; i < store->shards && segment->count == 0; i++) {
        struct look look = {store, (store->take_next + i) % store->shards, consumer, arena, segment, err};
        bool last = i == store->shards - 1, some = true;
        while (some && segment->count == 0)
            if (!look_at(&look, last ? block_ms : 0, &some))
                return false;
    }
    store->take_next = (store->take_next + 1) % store->shards;
    return true;
}

static bool still_connected(struct store *store, const struct stream_segment *segment)
{
    const struct link *link = node_link(store, segment->shard);
    return link->context != NULL && link->generation == segment->connection;
}

/* An edit keeps nobody's words for longer: what was all read again is kept as from the oldest on. 0: as from now. */
static int64_t kept_since(const struct stream_segment *segment)
{
    int64_t oldest_ms = INT64_MAX;
    for (size_t i = 0; i < segment->count; i++) {
        if (!segment->rewritten[i])
            return 0;
        if (segment->posts[i].published_ms < oldest_ms)
            oldest_ms = segment->posts[i].published_ms;
    }
    return segment->count > 0 && oldest_ms > 0 ? oldest_ms : 0;
}

bool stream_commit(struct store *store, const struct stream_segment *segment, const struct reading *readings,
                   bool *committed, struct err *err)
{
    *committed = false;
    if (!still_connected(store, segment))
        return true;
    struct arena scratch = {0};
    struct buf data = BUF("analysed segment", 8 * SEGMENT_BYTES);
    struct json_out out = json_out_new(&data, false);
    struct look look = {.store = store, .shard = segment->shard, .arena = &scratch, .err = err};
    for (size_t i = 0; i < segment->count; i++)
        segment_write(&out, &segment->posts[i], &readings[i], segment->rewritten[i]);
    struct link_command command = on_entry(&look, "earshot_commit", segment->entry, 5 + (int)segment->count);
    link_number(&command, &scratch, kept_since(segment));
    segment_words(&command, &scratch, buf_str(&data), segment->count);
    for (size_t i = 0; i < segment->count; i++)
        if (segment->rewritten[i])
            link_word(&command, segment->posts[i].id);
    bool ok = buf_ok(&data, err);
    redisReply *reply = ok ? node_call(store, segment->shard, &command, err) : NULL;
    *committed = reply != NULL && reply->integer == 1;
    ok = reply != NULL;
    freeReplyObject(reply);
    buf_free(&data);
    arena_free(&scratch);
    return ok;
}

bool stream_dead(struct store *store, const struct stream_segment *segment, struct str reason, struct err *err)
{
    if (!still_connected(store, segment))
        return true;
    struct arena scratch = {0};
    struct look look = {.store = store, .shard = segment->shard, .arena = &scratch, .err = err};
    bool ok = bury(&look, segment->entry, arena_str(&scratch, reason).ptr, 1);
    arena_free(&scratch);
    return ok;
}
