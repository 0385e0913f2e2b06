/* SPDX-License-Identifier: MIT */
#include "base/clock.h"
#include "base/log.h"
#include "redis/records.h"
#include "redis/scrub.h"
#include "redis/segment.h"

#include "base/banned.h"

#define FORGET_MS  (6 * CLOCK_HOUR_MS)
#define SETTLED_MS (10 * CLOCK_MINUTE_MS)
enum { PAGE_ENTRIES = 50, ROUNDS_MOST = 10, DUE_MOST = 1000 };

/* The families of blobs, and the hash, in which posts are quoted. */
static const char *const quoting[] = {"kept:incidents", "kept:summaries", "kept:quotes", "outbox"};

struct erasure {
    struct store *store;
    struct scrub scrub;
    struct arena arena; /* lives as long as the erasure */
    struct records_erased *erased;
    struct err *err;
};

/* An entry of a stream; false ends the walk with an error. */
typedef bool visit_entry(struct erasure *erasure, int shard, const redisReply *entry);

static redisReply *read_page(struct erasure *e, int shard, enum key key, struct str after, struct str end)
{
    struct arena scratch = {0};
    struct link_command command = link_command(&scratch, 6, "XRANGE");
    link_word(&command, keys_of(&scratch, shard, key));
    link_word(&command, after.len > 0 ? arena_printf(&scratch, "(" STR_FMT, STR_ARG(after)) : STR("-"));
    link_word(&command, end);
    link_word(&command, STR("COUNT"));
    link_number(&command, &scratch, PAGE_ENTRIES);
    redisReply *reply = node_call(e->store, shard, &command, e->err);
    arena_free(&scratch);
    return reply;
}

static bool walk(struct erasure *e, int shard, enum key key, struct str end, visit_entry *visit)
{
    struct arena at = {0};
    struct str after = STR_NONE;
    bool ok = true, more = true;
    while (ok && more) {
        redisReply *page = read_page(e, shard, key, after, end);
        ok = page != NULL;
        more = ok && page->elements == PAGE_ENTRIES;
        for (size_t i = 0; ok && i < page->elements; i++)
            ok = visit(e, shard, page->element[i]);
        if (ok && page->elements > 0)
            after = arena_str(&at, link_str(page->element[page->elements - 1]->element[0]));
        freeReplyObject(page);
    }
    arena_free(&at);
    return ok;
}

/* Writes an entry again without what goes; `function` knows how, for this stream. */
static bool shrink(struct erasure *e, int shard, const redisReply *entry, const char *function, enum key key)
{
    struct arena scratch = {0};
    struct buf stay = BUF("segment", 16 * SEGMENT_BYTES);
    struct str id = link_str(entry->element[0]), data = node_field(entry, "d");
    size_t gone, staying = scrub_lines(&e->scrub, data, id, &stay, &gone);
    bool ok = true;
    if (gone > 0) {
        struct link_command command = node_function(&scratch, 8, function, shard, key);
        link_word(&command, id);
        link_number(&command, &scratch, clock_now_ms());
        segment_words(&command, &scratch, buf_str(&stay), staying);
        link_word(&command, node_field(entry, "w"));
        redisReply *reply = node_call(e->store, shard, &command, e->err);
        ok = reply != NULL;
        e->erased->posts += ok ? (int64_t)gone * reply->integer : 0;
        freeReplyObject(reply);
    }
    buf_free(&stay);
    arena_free(&scratch);
    return ok;
}

static bool visit_in(struct erasure *e, int shard, const redisReply *entry)
{
    return shrink(e, shard, entry, "earshot_shrink_in", KEY_IN);
}

static bool visit_out(struct erasure *e, int shard, const redisReply *entry)
{
    return shrink(e, shard, entry, "earshot_shrink_out", KEY_OUT);
}

static bool visit_dead(struct erasure *e, int shard, const redisReply *entry)
{
    struct arena scratch = {0};
    struct str rest = node_field(entry, "d"), line, id = link_str(entry->element[0]);
    bool hit = false, ok = true;
    while (str_next(&rest, '\n', &line))
        hit = scrub_hits(&e->scrub, line, id) || hit;
    if (hit) {
        struct link_command command = link_command(&scratch, 3, "XDEL");
        link_word(&command, keys_of(&scratch, shard, KEY_DEAD));
        link_word(&command, id);
        redisReply *reply = node_call(e->store, shard, &command, e->err);
        ok = reply != NULL;
        e->erased->posts += ok ? reply->integer : 0;
        freeReplyObject(reply);
    }
    arena_free(&scratch);
    return ok;
}

static bool visit_note(struct erasure *e, int shard, const redisReply *entry)
{
    (void)shard;
    struct str rest = node_field(entry, "d"), line;
    while (str_next(&rest, '\n', &line))
        scrub_note(&e->scrub, line, link_str(entry->element[0]), &e->arena);
    return true;
}

static bool disturb(struct erasure *e, int shard)
{
    struct arena scratch = {0};
    struct link_command command = node_function(&scratch, 0, "earshot_disturb", shard, KEY_POSITION);
    redisReply *reply = node_call(e->store, shard, &command, e->err);
    arena_free(&scratch);
    freeReplyObject(reply);
    return reply != NULL;
}

/* Only if nobody wrote it in between: then the next round sees it again. */
static bool swap(struct erasure *e, int shard, const char *hash, struct str name, struct str old, struct str clean)
{
    struct arena scratch = {0};
    struct link_command command = node_function(&scratch, 4, "earshot_swap", shard, KEY_META);
    link_word(&command, str_from(hash));
    link_word(&command, name);
    link_word(&command, old);
    link_word(&command, clean);
    redisReply *reply = node_call(e->store, shard, &command, e->err);
    arena_free(&scratch);
    freeReplyObject(reply);
    return reply != NULL;
}

static bool clean_hash(struct erasure *e, int shard, const char *hash, int64_t *changed)
{
    struct arena scratch = {0};
    struct link_command command = link_command(&scratch, 2, "HGETALL");
    link_word(&command, arena_printf(&scratch, "earshot:{%d}:%s", shard, hash));
    redisReply *reply = node_call(e->store, shard, &command, e->err);
    bool ok = reply != NULL;
    for (size_t i = 0; ok && i + 1 < reply->elements; i += 2) {
        struct str old = link_str(reply->element[i + 1]), clean;
        if (scrub_json(&e->scrub, old, &scratch, &clean)) {
            ok = swap(e, shard, hash, link_str(reply->element[i]), old, clean);
            (*changed)++;
        }
    }
    freeReplyObject(reply);
    arena_free(&scratch);
    return ok;
}

/* The aggregator has incidents in its memory: after `disturb` its fold is refused and it loads again. What it wrote
 * before that, the next round finds. */
static bool clean_quotes(struct erasure *e, int shard)
{
    int64_t changed = 1;
    for (int round = 0; changed > 0 && round < ROUNDS_MOST; round++) {
        changed = 0;
        if (!disturb(e, shard))
            return false;
        for (size_t i = 0; i < sizeof quoting / sizeof quoting[0]; i++)
            if (!clean_hash(e, shard, quoting[i], &changed))
                return false;
        e->erased->incidents += round == 0 ? changed : 0;
    }
    return true;
}

/* Of a changed post the newest copy stays, so the first walk finds it; what the second moves is behind `end`. */
static bool note_newest(struct erasure *e, int shard, struct str *end)
{
    *end = STR("+");
    if (e->scrub.changed.count == 0)
        return true;
    e->scrub.newest = ARENA_ARRAY(&e->arena, struct scrub_copy, e->scrub.changed.count);
    redisReply *last;
    struct arena scratch = {0};
    struct link_command command = link_command(&scratch, 6, "XREVRANGE");
    link_word(&command, keys_of(&scratch, shard, KEY_OUT));
    link_word(&command, STR("+"));
    link_word(&command, STR("-"));
    link_word(&command, STR("COUNT"));
    link_word(&command, STR("1"));
    last = node_call(e->store, shard, &command, e->err);
    arena_free(&scratch);
    if (last == NULL)
        return false;
    if (last->elements == 1)
        *end = arena_str(&e->arena, link_str(last->element[0]->element[0]));
    freeReplyObject(last);
    return walk(e, shard, KEY_OUT, *end, visit_note);
}

/* In the order in which a post travels, so that it cannot pass behind us. */
static bool erase_everywhere(struct erasure *e)
{
    struct str end;
    for (int shard = 0; shard < e->store->shards; shard++) {
        e->scrub.newest = NULL; /* a changed post that still waits in `in` is the newest */
        if (!walk(e, shard, KEY_IN, STR("+"), visit_in) || !note_newest(e, shard, &end) ||
            !walk(e, shard, KEY_OUT, end, visit_out) || !walk(e, shard, KEY_DEAD, STR("+"), visit_dead))
            return false;
    }
    for (int shard = 0; shard < e->store->shards; shard++)
        if (!clean_quotes(e, shard))
            return false;
    return true;
}

static bool bury_hash(struct erasure *e, struct str text)
{
    struct hash_id id = hash_keyed(e->store->key, text);
    for (int shard = 0; text.len > 0 && shard < e->store->shards; shard++) {
        struct arena scratch = {0};
        struct link_command command = link_command(&scratch, 3, "SADD");
        link_word(&command, keys_of(&scratch, shard, KEY_TOMB));
        link_word(&command, (struct str){(const char *)id.bytes, sizeof id.bytes});
        redisReply *reply = node_call(e->store, shard, &command, e->err);
        arena_free(&scratch);
        if (reply == NULL)
            return false;
        freeReplyObject(reply);
    }
    return true;
}

static void finish(struct erasure *e)
{
    scrub_free(&e->scrub);
    arena_free(&e->arena);
}

/* Redis keeps a log of all it was told: what was erased is in it until it is written anew. */
static bool forget_log(struct erasure *e)
{
    for (int shard = 0; shard < e->store->shards; shard++) {
        struct arena scratch = {0};
        struct link_command command = link_command(&scratch, 1, "BGREWRITEAOF");
        redisReply *reply = node_call(e->store, shard, &command, e->err);
        bool under_way = reply == NULL && strstr(e->err->text, "in progress") != NULL;
        arena_free(&scratch);
        freeReplyObject(reply);
        if (reply == NULL && !under_way)
            return false;
    }
    return true;
}

static redisReply *on_meta(struct erasure *e, const char *name, const char *field, int64_t value_ms)
{
    struct arena scratch = {0};
    struct link_command command = link_command(&scratch, 4, name);
    link_word(&command, keys_of(&scratch, 0, KEY_META));
    link_word(&command, str_from(field));
    if (value_ms > 0)
        link_number(&command, &scratch, value_ms);
    redisReply *reply = node_call(e->store, 0, &command, e->err);
    arena_free(&scratch);
    return reply;
}

static bool mark(struct erasure *e, const char *field, int64_t value_ms)
{
    redisReply *reply = on_meta(e, value_ms > 0 ? "HSET" : "HDEL", field, value_ms);
    freeReplyObject(reply);
    return reply != NULL;
}

static bool read_time(struct erasure *e, const char *field, int64_t *ms)
{
    redisReply *reply = on_meta(e, "HGET", field, 0);
    *ms = 0;
    if (reply != NULL && reply->str != NULL)
        str_to_i64(link_str(reply), ms);
    freeReplyObject(reply);
    return reply != NULL;
}

/* What was erased is in the log too, and in what the aggregator packed, until it folds again: so the log is written anew
 * some hours after, for all that was erased meanwhile, and again if that was only a moment ago. */
static bool forget_in_time(struct erasure *e, bool erased)
{
    int64_t now_ms = clock_now_ms(), first_ms, last_ms;
    if (erased && !mark(e, "erased_last", now_ms))
        return false;
    if (!read_time(e, "erased_first", &first_ms) || !read_time(e, "erased_last", &last_ms))
        return false;
    if (first_ms == 0 || now_ms - first_ms < FORGET_MS)
        return !erased || first_ms > 0 || mark(e, "erased_first", now_ms);
    if (!forget_log(e)) {
        log_event(LOG_WARN, "what was erased is still in the log of Redis", "cause", e->err->text, NULL);
        return true;
    }
    return mark(e, "erased_first", now_ms - last_ms < SETTLED_MS ? now_ms : 0);
}

bool records_erase(struct store *store, struct str post_id, struct str author_key, struct records_erased *erased,
                   struct err *err)
{
    struct erasure e = {.store = store, .erased = erased, .err = err, .scrub = {.author_key = author_key}};
    *erased = (struct records_erased){0};
    if (post_id.len > 0)
        scrub_post(&e.scrub, post_id);
    bool ok = bury_hash(&e, post_id) && bury_hash(&e, author_key) && erase_everywhere(&e) && forget_log(&e) &&
              forget_in_time(&e, true);
    finish(&e);
    return ok;
}

static redisReply *on_set(struct erasure *e, int shard, const char *name, enum key key, enum key to, struct str member)
{
    struct arena scratch = {0};
    struct link_command command = link_command(&scratch, 4, name);
    link_word(&command, keys_of(&scratch, shard, key));
    if (to != key)
        link_word(&command, keys_of(&scratch, shard, to));
    if (member.ptr != NULL)
        link_word(&command, member);
    redisReply *reply = node_call(e->store, shard, &command, e->err);
    arena_free(&scratch);
    return reply;
}

/* "d" and an id: deleted; "e" and an id: edited. */
static bool want(struct erasure *e, struct str member)
{
    struct str id = str_cut(member, 1, member.len);
    if (member.ptr[0] == 'e') {
        table_add(&e->scrub.changed, id);
        return true;
    }
    scrub_post(&e->scrub, id);
    return bury_hash(e, id);
}

/* What is due moves aside first: a later edit of the same post asks again. */
static bool begin_due(struct erasure *e, int shard)
{
    redisReply *due = on_set(e, shard, "SMEMBERS", KEY_ERASE, KEY_ERASE, STR_NONE);
    bool ok = due != NULL;
    for (size_t i = 0; ok && i < due->elements && i < DUE_MOST; i++) {
        redisReply *moved = on_set(e, shard, "SMOVE", KEY_ERASE, KEY_ERASING, link_str(due->element[i]));
        ok = moved != NULL;
        freeReplyObject(moved);
    }
    freeReplyObject(due);
    due = ok ? on_set(e, shard, "SMEMBERS", KEY_ERASING, KEY_ERASING, STR_NONE) : NULL;
    ok = due != NULL;
    for (size_t i = 0; ok && i < due->elements; i++)
        ok = link_str(due->element[i]).len < 2 || want(e, link_str(due->element[i]));
    freeReplyObject(due);
    return ok;
}

bool records_erase_due(struct store *store, struct records_erased *erased, struct err *err)
{
    struct erasure e = {.store = store, .erased = erased, .err = err};
    *erased = (struct records_erased){0};
    bool ok = true;
    for (int shard = 0; ok && shard < store->shards; shard++)
        ok = begin_due(&e, shard);
    bool some = e.scrub.ids.count > 0 || e.scrub.changed.count > 0;
    if (ok && some)
        ok = erase_everywhere(&e);
    for (int shard = 0; ok && shard < store->shards; shard++) {
        redisReply *reply = on_set(&e, shard, "DEL", KEY_ERASING, KEY_ERASING, STR_NONE);
        ok = reply != NULL;
        freeReplyObject(reply);
    }
    ok = ok && forget_in_time(&e, some);
    finish(&e);
    return ok;
}
