/* SPDX-License-Identifier: MIT */
#include "base/log.h"
#include "redis/segment.h"
#include "redis/stream.h"

#include "base/banned.h"

enum { TRIES = 4, WORDS = 5 * STREAM_SEGMENT_POSTS_MOST + 32, DELETIONS_MOST = 500 };
#define WEEK_MS      (7 * CLOCK_DAY_MS)
#define KNOWN_MOST_MS (14 * WEEK_MS) /* ids are remembered for no longer, however long posts are kept */

/* A post on its way in: the hashes that stand for it, and its record. */
struct item {
    struct str id, author, repeats, change; /* 16 bytes each, or empty */
    struct str line;
    char state; /* '0' new, '1' seen, '2' erased, '3' changed, '4' old and never seen, as commit.lua judges */
};

struct list {
    struct item *items;
    size_t count;
};

struct lane {
    struct list timely, old; /* old ones come in only where an earlier copy did */
    struct str *deletions;
    size_t deletion_count;
};

struct intake {
    struct store *store;
    struct arena arena;
    struct buf line;
    struct json_out out;
    struct str source, cursor; /* as kept: turn and cursor; empty: leave it */
    int64_t now_ms;
    struct lane lanes[NODE_SHARDS_MOST];
    struct stream_ingested *ingested;
};

static struct str hashed(struct intake *in, struct str text)
{
    struct hash_id id = hash_keyed(in->store->key, text);
    return text.len == 0 ? STR("") : arena_str(&in->arena, (struct str){(const char *)id.bytes, sizeof id.bytes});
}

static struct str joined(struct intake *in, struct str a, const char *between, struct str b)
{
    return b.len == 0 ? STR("") : arena_printf(&in->arena, STR_FMT "%s" STR_FMT, STR_ARG(a), between, STR_ARG(b));
}

/* Every kept post has a time that a clock here could have shown. */
static struct post in_time(const struct post *post, int64_t now_ms)
{
    struct post kept = *post;
    if (kept.published_ms == 0 || kept.published_ms > now_ms + STREAM_AHEAD_MS)
        kept.published_ms = now_ms;
    return kept;
}

static struct str rendered(struct intake *in, const struct post *post)
{
    struct post kept = in_time(post, in->now_ms);
    buf_clear(&in->line);
    segment_write(&in->out, &kept, NULL, false);
    return arena_str(&in->arena, buf_str(&in->line));
}

static void add_item(struct intake *in, struct list *list, const struct post *post, bool is_old)
{
    struct item *item = &list->items[list->count];
    struct str modified = post->modified_ms == 0
                              ? STR("")
                              : arena_printf(&in->arena, "%lld", (long long)post->modified_ms);
    *item = (struct item){.id = hashed(in, post->id),
                          .author = hashed(in, post->author_key),
                          .repeats = hashed(in, joined(in, post->kind, ":", post->repost_of)),
                          .change = hashed(in, joined(in, post->id, "\n", modified)),
                          .line = rendered(in, post),
                          .state = is_old ? '4' : '0'};
    if (in->line.over) {
        log_event(LOG_WARN, "a post over 1 MB was left out", "source", in->source.ptr, NULL);
        return;
    }
    size_t from = list->count > STREAM_SEGMENT_POSTS_MOST ? list->count - STREAM_SEGMENT_POSTS_MOST : 0;
    for (size_t i = from; i < list->count; i++) /* twice in one segment; across segments the shard sees it */
        if (str_eq(list->items[i].id, item->id)) {
            in->ingested->seen++;
            return;
        }
    list->count++;
}

/* Of every post at most `count` lie in one lane. */
static struct lane *lane_of(struct intake *in, const struct post *post, size_t count)
{
    struct lane *lane = &in->lanes[hash_u64(hash_plain(post->id)) % (uint64_t)in->store->shards];
    if (lane->deletions == NULL) {
        lane->timely.items = ARENA_ARRAY(&in->arena, struct item, count);
        lane->old.items = ARENA_ARRAY(&in->arena, struct item, count);
        lane->deletions = ARENA_ARRAY(&in->arena, struct str, count);
    }
    return lane;
}

/* A post that is no longer kept anyhow. One may be written a week before it comes. */
static bool is_past(const struct intake *in, const struct post *post)
{
    return post->published_ms < in->now_ms - in->store->keep_posts_ms - STREAM_LATE_MS;
}

static bool sort_in(struct intake *in, const struct post *posts, size_t count, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        const struct post *post = &posts[i];
        bool old = post->published_ms != 0 && post->published_ms < in->now_ms - STREAM_LATE_MS;
        if (post->id.len == 0 || post->id.len > POST_ID_BYTES)
            return err_set(err, ERR_INPUT, "id: must be 1 to %d bytes", POST_ID_BYTES);
        struct lane *lane = lane_of(in, post, count);
        if (post->deleted)
            lane->deletions[lane->deletion_count++] = post->id;
        else if (old && is_past(in, post))
            in->ingested->late++;
        else
            add_item(in, old ? &lane->old : &lane->timely, post, old);
    }
    return true;
}

static bool goes_in(const struct item *item)
{
    return item->state == '0' || item->state == '3';
}

/* The records that go in; a changed one is marked, so that nobody counts it again. */
static size_t assemble(const struct item *items, size_t count, struct buf *data)
{
    size_t records = 0;
    for (size_t i = 0; i < count; i++) {
        if (!goes_in(&items[i]))
            continue;
        bool changed = items[i].state == '3';
        buf_add(data, changed ? STR("{\"rewritten\":true,") : STR("{"));
        buf_add(data, str_cut(items[i].line, 1, items[i].line.len));
        records++;
    }
    return records;
}

struct part {
    int shard;
    struct item *items;
    size_t count;
    const struct str *deletions;
    size_t deletion_count;
    bool old;
    bool last; /* carries the cursor */
};

/* The week, the oldest week in which an old post may have come, and how long ids are remembered. */
static void add_weeks(const struct intake *in, const struct part *part, struct link_command *command,
                      struct arena *scratch)
{
    int64_t known_ms = in->store->keep_posts_ms + STREAM_LATE_MS;
    known_ms = known_ms < KNOWN_MOST_MS ? known_ms : KNOWN_MOST_MS;
    link_number(command, scratch, in->now_ms / WEEK_MS);
    if (part->old)
        link_number(command, scratch, (in->now_ms - known_ms) / WEEK_MS);
    else
        link_word(command, STR(""));
    link_number(command, scratch, (known_ms + WEEK_MS + CLOCK_DAY_MS) / CLOCK_SECOND_MS);
}

static redisReply *send(struct intake *in, const struct part *part, struct err *err)
{
    struct arena scratch = {0};
    struct buf data = BUF("segment", 2 * SEGMENT_BYTES);
    char states[STREAM_SEGMENT_POSTS_MOST];
    for (size_t i = 0; i < part->count; i++)
        states[i] = part->items[i].state;
    size_t records = assemble(part->items, part->count, &data);
    struct link_command command =
        node_function(&scratch, WORDS + (int)part->deletion_count, "earshot_ingest", part->shard, KEY_IN);
    link_number(&command, &scratch, in->now_ms);
    add_weeks(in, part, &command, &scratch);
    link_word(&command, in->source);
    link_word(&command, part->last ? in->cursor : STR(""));
    link_number(&command, &scratch, STREAM_BACKLOG_MOST);
    link_word(&command, (struct str){states, part->count});
    segment_words(&command, &scratch, buf_str(&data), records);
    link_number(&command, &scratch, (int64_t)part->deletion_count);
    for (size_t i = 0; i < part->deletion_count; i++)
        link_word(&command, part->deletions[i]);
    for (size_t i = 0; i < part->count; i++) {
        link_word(&command, part->items[i].id);
        link_word(&command, part->items[i].author);
        link_word(&command, part->items[i].repeats);
        link_word(&command, part->items[i].change);
    }
    redisReply *reply = node_call(in->store, part->shard, &command, err);
    buf_free(&data);
    arena_free(&scratch);
    return reply;
}

static void tally(struct intake *in, const struct part *part)
{
    for (size_t i = 0; i < part->count; i++) {
        char state = part->items[i].state;
        *(state == '0'   ? &in->ingested->fresh
          : state == '1' ? &in->ingested->seen
          : state == '2' ? &in->ingested->erased
          : state == '3' ? &in->ingested->changed
                         : &in->ingested->late) += 1;
    }
    in->ingested->deleted += (int64_t)part->deletion_count;
}

/* Says what each post is expected to be; if the shard knows better, nothing was written, and it is said again. */
static bool put(struct intake *in, const struct part *part, struct err *err)
{
    for (int try = 0; try < TRIES; try++) {
        redisReply *reply = send(in, part, err);
        if (reply == NULL)
            return false;
        struct str answer = link_str(reply->element[0]), states = link_str(reply->element[1]);
        bool busy = str_eq(answer, STR("BUSY")), ok = str_eq(answer, STR("OK"));
        for (size_t i = 0; !busy && i < states.len && i < part->count; i++)
            part->items[i].state = states.ptr[i];
        freeReplyObject(reply);
        if (busy)
            return err_set(err, ERR_AGAIN, "the analysers are behind: %d segments wait", STREAM_BACKLOG_MOST);
        if (ok) {
            tally(in, part);
            return true;
        }
    }
    return err_set(err, ERR_AGAIN, "another collector sends the same posts at the same moment");
}

/* As many as fit into one segment. */
static size_t fitting(const struct item *items, size_t count)
{
    size_t bytes = 0, taken = 0;
    while (taken < count && taken < STREAM_SEGMENT_POSTS_MOST) {
        bytes += items[taken].line.len;
        if (taken > 0 && bytes > SEGMENT_BYTES)
            break;
        taken++;
    }
    return taken;
}

/* The next piece of a lane: timely posts, then old ones, and with each of them some deletions. */
static struct part next_part(const struct lane *lane, size_t at, size_t deleted)
{
    struct part part = {.old = at >= lane->timely.count, .deletions = lane->deletions + deleted};
    const struct list *list = part.old ? &lane->old : &lane->timely;
    size_t from = part.old ? at - lane->timely.count : at;
    part.items = list->items + from;
    part.count = fitting(part.items, list->count - from);
    part.deletion_count = lane->deletion_count - deleted;
    if (part.deletion_count > DELETIONS_MOST)
        part.deletion_count = DELETIONS_MOST;
    return part;
}

static bool put_lane(struct intake *in, int shard, struct err *err)
{
    const struct lane *lane = &in->lanes[shard];
    size_t at = 0, deleted = 0, all = lane->timely.count + lane->old.count;
    do {
        struct part part = next_part(lane, at, deleted);
        part.shard = shard;
        at += part.count;
        deleted += part.deletion_count;
        part.last = at == all && deleted == lane->deletion_count;
        if (!put(in, &part, err))
            return false;
    } while (at < all || deleted < lane->deletion_count);
    return true;
}

/* NULL: the store is away. */
static redisReply *of_source(struct store *store, int shard, enum key key, struct str source, struct arena *arena,
                             struct err *err)
{
    struct link_command command = link_command(arena, 3, "HGET");
    link_word(&command, keys_of(arena, shard, key));
    link_word(&command, source);
    return node_call(store, shard, &command, err);
}

bool stream_arrived(struct store *store, struct str source, int64_t *posts, struct err *err)
{
    struct arena scratch = {0};
    bool ok = true;
    *posts = 0;
    for (int shard = 0; ok && shard < store->shards; shard++) {
        redisReply *reply = of_source(store, shard, KEY_ARRIVED, source, &scratch, err);
        int64_t count = 0;
        ok = reply != NULL;
        if (ok && str_to_i64(link_str(reply), &count))
            *posts += count;
        freeReplyObject(reply);
    }
    arena_free(&scratch);
    return ok;
}

/* What a shard keeps of a source: "TURN CURSOR". */
static bool read_turn(struct store *store, int shard, struct str source, struct arena *arena, int64_t *turn,
                      struct str *cursor, struct err *err)
{
    redisReply *reply = of_source(store, shard, KEY_CURSORS, source, arena, err);
    if (reply == NULL)
        return false;
    struct str text = link_str(reply);
    size_t space = str_find(text, ' ', 0);
    *turn = -1;
    *cursor = STR_NONE;
    if (text.ptr != NULL && space < text.len && str_to_i64(str_cut(text, 0, space), turn))
        *cursor = arena_str(arena, str_cut(text, space + 1, text.len));
    freeReplyObject(reply);
    return true;
}

bool stream_cursor(struct store *store, struct str source, struct arena *arena, struct str *cursor, struct err *err)
{
    int64_t least = INT64_MAX, turn;
    struct str one;
    *cursor = STR_NONE;
    for (int shard = 0; shard < store->shards; shard++) {
        if (!read_turn(store, shard, source, arena, &turn, &one, err))
            return false;
        if (turn < least) {
            least = turn;
            *cursor = one;
        }
    }
    return true;
}

/* Cursors are opaque, so a turn tells which is older: one more than any shard has. */
static bool next_turn(struct intake *in, struct str cursor, struct err *err)
{
    int64_t newest = -1, turn;
    struct str ignored;
    in->cursor = STR("");
    if (cursor.ptr == NULL)
        return true;
    for (int shard = 0; shard < in->store->shards && in->store->shards > 1; shard++) {
        if (!read_turn(in->store, shard, in->source, &in->arena, &turn, &ignored, err))
            return false;
        newest = turn > newest ? turn : newest;
    }
    in->cursor = arena_printf(&in->arena, "%lld " STR_FMT, (long long)(newest + 1), STR_ARG(cursor));
    return true;
}

bool stream_ingest(struct store *store, struct str source, const struct post *posts, size_t count, struct str cursor,
                   struct stream_ingested *ingested, struct err *err)
{
    struct intake in = {.store = store, .now_ms = clock_now_ms(), .ingested = ingested,
                        .line = BUF("a post's record", SEGMENT_LINE_BYTES)};
    *ingested = (struct stream_ingested){0};
    in.source = arena_str(&in.arena, source);
    in.out = json_out_new(&in.line, false);
    bool ok = sort_in(&in, posts, count, err) && next_turn(&in, cursor, err);
    for (int shard = 0; ok && shard < store->shards; shard++) {
        const struct lane *lane = &in.lanes[shard];
        if (lane->timely.count + lane->old.count > 0 || lane->deletion_count > 0 || in.cursor.len > 0)
            ok = put_lane(&in, shard, err);
    }
    buf_free(&in.line);
    arena_free(&in.arena);
    return ok;
}
