/* SPDX-License-Identifier: MIT */
#include "redis/records.h"

#include <stdlib.h>

#include "base/clock.h"
#include "redis/node.h"

#include "base/banned.h"

enum { BLOB_WORDS = 5, LETTER_WORDS = 2, STREAM_KEPT = 100000, SENT_KEPT_DAYS = 400, TRIM_EVERY_MS = 30000 };
enum { GIVE_UP_ENTRIES = 200, FULL_PERCENT = 90 };

/* A reply, or NULL; the arena is only for the command. */
static redisReply *call(struct store *store, int shard, struct arena *scratch, struct link_command command,
                        struct err *err)
{
    redisReply *reply = node_call(store, shard, &command, err);
    arena_free(scratch);
    return reply;
}

static bool done(redisReply *reply)
{
    freeReplyObject(reply);
    return reply != NULL;
}

static bool number(redisReply *reply, int64_t *out)
{
    if (reply != NULL)
        *out = reply->integer;
    return done(reply);
}

static bool text(redisReply *reply, struct arena *arena, struct str *out)
{
    *out = STR_NONE;
    if (reply != NULL && reply->str != NULL)
        *out = arena_str(arena, link_str(reply));
    return done(reply);
}

static struct link_command hash_command(struct arena *scratch, const char *name, struct str key)
{
    struct link_command command = link_command(scratch, 8, name);
    link_word(&command, key);
    return command;
}

static void add_blob(struct link_command *command, struct arena *scratch, const struct records_blob *blob)
{
    link_word(command, blob->family);
    link_word(command, blob->name);
    link_word(command, blob->value);
    link_number(command, scratch, blob->expires_at_ms);
    link_word(command, blob->value.ptr != NULL ? STR("1") : STR("0"));
}

/* Nearly full: how many of the oldest folded entries to give up, so that listening goes on. */
static bool give_up(struct store *store, int shard, int64_t *entries, struct err *err)
{
    int64_t used = 0, ceiling = 0;
    *entries = 0;
    if (!node_memory(store, shard, &used, &ceiling, err))
        return false;
    if (ceiling > 0 && used > ceiling / 100 * FULL_PERCENT)
        *entries = GIVE_UP_ENTRIES;
    return true;
}

/* Retention: what is older than privacy.keep_posts goes, and more where memory ends; only what was folded. */
static bool retain(struct store *store, int shard, struct err *err)
{
    struct arena scratch = {0};
    int64_t entries;
    struct node_shard *at = &store->shard[shard];
    if (clock_monotonic_ms() < at->trim_next_ms && !clock_is_injected())
        return true;
    at->trim_next_ms = clock_monotonic_ms() + TRIM_EVERY_MS;
    if (!give_up(store, shard, &entries, err))
        return false;
    struct link_command command = node_function(&scratch, 2, "earshot_trim", shard, KEY_OUT);
    link_number(&command, &scratch, clock_now_ms() - store->keep_posts_ms);
    link_number(&command, &scratch, entries);
    return done(call(store, shard, &scratch, command, err));
}

bool records_fold(struct store *store, int shard, struct str position_read, struct str position,
                  const struct records_blob *blobs, size_t blob_count, const struct records_letter *letters,
                  size_t letter_count, bool *stale, struct err *err)
{
    struct arena scratch = {0};
    int words = 4 + BLOB_WORDS * (int)blob_count + LETTER_WORDS * (int)letter_count;
    int64_t folded = 0;
    MUST(blob_count <= RECORDS_FOLD_MOST && letter_count <= RECORDS_FOLD_MOST);
    struct link_command command = node_function(&scratch, words, "earshot_fold", shard, KEY_POSITION);
    link_word(&command, position_read);
    link_word(&command, position);
    link_number(&command, &scratch, clock_now_ms());
    link_number(&command, &scratch, (int64_t)blob_count);
    for (size_t i = 0; i < blob_count; i++)
        add_blob(&command, &scratch, &blobs[i]);
    for (size_t i = 0; i < letter_count; i++) {
        link_word(&command, letters[i].id);
        link_word(&command, letters[i].json);
    }
    if (!number(call(store, shard, &scratch, command, err), &folded))
        return false;
    *stale = folded == 0;
    return *stale || retain(store, shard, err);
}

bool records_position(struct store *store, int shard, struct arena *arena, struct str *position, struct err *err)
{
    struct arena scratch = {0};
    struct link_command command = hash_command(&scratch, "GET", keys_of(&scratch, shard, KEY_POSITION));
    return text(call(store, shard, &scratch, command, err), arena, position);
}

bool records_get(struct store *store, int shard, struct str family, struct str name, struct arena *arena,
                 struct str *value, struct err *err)
{
    struct arena scratch = {0};
    struct link_command command =
        hash_command(&scratch, "HGET", keys_in_family(&scratch, shard, KEY_KEPT, family));
    link_word(&command, name);
    return text(call(store, shard, &scratch, command, err), arena, value);
}

struct pair {
    struct str name, value;
};

static int by_name(const void *a, const void *b)
{
    return str_compare(((const struct pair *)a)->name, ((const struct pair *)b)->name);
}

/* Adds a hash's pairs to the page, by name. */
static bool page_of_hash(redisReply *reply, struct arena *arena, struct records_page *page)
{
    *page = (struct records_page){0};
    if (reply == NULL)
        return false;
    size_t count = reply->elements / 2;
    struct pair *pairs = ARENA_ARRAY(arena, struct pair, count);
    for (size_t i = 0; i < count; i++)
        pairs[i] = (struct pair){arena_str(arena, link_str(reply->element[i * 2])),
                                 arena_str(arena, link_str(reply->element[i * 2 + 1]))};
    freeReplyObject(reply);
    qsort(pairs, count, sizeof *pairs, by_name);
    *page = (struct records_page){ARENA_ARRAY(arena, struct str, count), ARENA_ARRAY(arena, struct str, count), count};
    for (size_t i = 0; i < count; i++) {
        page->names[i] = pairs[i].name;
        page->values[i] = pairs[i].value;
    }
    return true;
}

static bool whole_hash(struct store *store, int shard, struct str key, struct arena *arena,
                       struct records_page *page, struct err *err)
{
    struct arena scratch = {0};
    struct link_command command = hash_command(&scratch, "HGETALL", key);
    return page_of_hash(call(store, shard, &scratch, command, err), arena, page);
}

bool records_all(struct store *store, int shard, struct str family, struct arena *arena, struct records_page *page,
                 struct err *err)
{
    return whole_hash(store, shard, keys_in_family(arena, shard, KEY_KEPT, family), arena, page, err);
}

/* A letter that two shards wrote is one letter. */
static bool is_listed(const struct records_letter *letters, size_t count, struct str id)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(letters[i].id, id))
            return true;
    return false;
}

bool records_letters_due(struct store *store, struct arena *arena, struct records_letter **letters, size_t *count,
                         struct err *err)
{
    struct records_page pages[NODE_SHARDS_MOST];
    size_t total = 0;
    *count = 0;
    for (int shard = 0; shard < store->shards; shard++) {
        if (!whole_hash(store, shard, keys_of(arena, shard, KEY_OUTBOX), arena, &pages[shard], err))
            return false;
        total += pages[shard].count;
    }
    *letters = ARENA_ARRAY(arena, struct records_letter, total);
    for (int shard = 0; shard < store->shards; shard++)
        for (size_t i = 0; i < pages[shard].count; i++)
            if (!is_listed(*letters, *count, pages[shard].names[i]))
                (*letters)[(*count)++] = (struct records_letter){pages[shard].names[i], pages[shard].values[i]};
    return true;
}

bool records_letter_add(struct store *store, struct str id, struct str json, bool *added, struct err *err)
{
    struct arena scratch = {0};
    int64_t answer = 0;
    struct link_command command = node_function(&scratch, 2, "earshot_letter", 0, KEY_OUTBOX);
    link_word(&command, id);
    link_word(&command, json);
    bool ok = number(call(store, 0, &scratch, command, err), &answer);
    *added = answer == 1;
    return ok;
}

bool records_letter_sent(struct store *store, struct str id, struct err *err)
{
    bool ok = true;
    for (int shard = 0; ok && shard < store->shards; shard++) {
        struct arena scratch = {0};
        struct link_command command = node_function(&scratch, 3, "earshot_sent", shard, KEY_OUTBOX);
        link_word(&command, id);
        link_number(&command, &scratch, clock_now_ms());
        link_number(&command, &scratch, clock_now_ms() - SENT_KEPT_DAYS * CLOCK_DAY_MS);
        ok = done(call(store, shard, &scratch, command, err));
    }
    return ok;
}

bool records_letter_was_sent(struct store *store, struct str id, bool *sent, struct err *err)
{
    struct arena scratch = {0}, arena = {0};
    struct str score;
    struct link_command command = hash_command(&scratch, "ZSCORE", keys_of(&scratch, 0, KEY_SENT));
    link_word(&command, id);
    bool ok = text(call(store, 0, &scratch, command, err), &arena, &score);
    *sent = score.ptr != NULL;
    arena_free(&arena);
    return ok;
}

static bool put(struct store *store, enum key key, struct str name, struct str json, struct err *err)
{
    struct arena scratch = {0};
    struct link_command command = hash_command(&scratch, "HSET", keys_of(&scratch, 0, key));
    link_word(&command, name);
    link_word(&command, json);
    return done(call(store, 0, &scratch, command, err));
}

bool records_delivery_put(struct store *store, struct str name, struct str json, struct err *err)
{
    return put(store, KEY_DELIVERY, name, json, err);
}

bool records_deliveries(struct store *store, struct arena *arena, struct records_page *page, struct err *err)
{
    return whole_hash(store, 0, keys_of(arena, 0, KEY_DELIVERY), arena, page, err);
}

bool records_source_put(struct store *store, struct str source, struct str json, struct err *err)
{
    return put(store, KEY_SOURCES, source, json, err);
}

bool records_source_remove(struct store *store, struct str source, struct err *err)
{
    struct arena scratch = {0};
    struct link_command command = hash_command(&scratch, "HDEL", keys_of(&scratch, 0, KEY_SOURCES));
    link_word(&command, source);
    return done(call(store, 0, &scratch, command, err));
}

bool records_sources(struct store *store, struct arena *arena, struct records_page *page, struct err *err)
{
    return whole_hash(store, 0, keys_of(arena, 0, KEY_SOURCES), arena, page, err);
}

static bool stream_add(struct store *store, enum key key, struct str json, struct err *err)
{
    struct arena scratch = {0};
    struct link_command command = hash_command(&scratch, "XADD", keys_of(&scratch, 0, key));
    link_word(&command, STR("MAXLEN"));
    link_word(&command, STR("~"));
    link_number(&command, &scratch, STREAM_KEPT);
    link_word(&command, STR("*"));
    link_word(&command, STR("json"));
    link_word(&command, json);
    return done(call(store, 0, &scratch, command, err));
}

/* Entries as a page: names are positions. */
static bool page_of_stream(redisReply *reply, struct arena *arena, struct records_page *page)
{
    *page = (struct records_page){0};
    if (reply == NULL)
        return false;
    page->names = ARENA_ARRAY(arena, struct str, reply->elements);
    page->values = ARENA_ARRAY(arena, struct str, reply->elements);
    for (size_t i = 0; i < reply->elements; i++) {
        page->names[page->count] = arena_str(arena, link_str(reply->element[i]->element[0]));
        page->values[page->count++] = arena_str(arena, node_field(reply->element[i], "json"));
    }
    freeReplyObject(reply);
    return true;
}

/* From a position, which is left out, to the stream's end in the direction of `name`. */
static bool stream_read(struct store *store, enum key key, const char *name, struct str from, size_t most,
                        struct arena *arena, struct records_page *page, struct err *err)
{
    struct arena scratch = {0};
    bool forward = strcmp(name, "XRANGE") == 0;
    struct link_command command = hash_command(&scratch, name, keys_of(&scratch, 0, key));
    struct str end = forward ? STR("-") : STR("+");
    link_word(&command, from.len > 0 ? arena_printf(&scratch, "(" STR_FMT, STR_ARG(from)) : end);
    link_word(&command, forward ? STR("+") : STR("-"));
    link_word(&command, STR("COUNT"));
    link_number(&command, &scratch, (int64_t)most);
    return page_of_stream(call(store, 0, &scratch, command, err), arena, page);
}

bool records_action_add(struct store *store, struct str json, struct err *err)
{
    return stream_add(store, KEY_ACTIONS, json, err);
}

bool records_actions(struct store *store, struct str after, size_t most, struct arena *arena,
                     struct records_page *page, struct err *err)
{
    return stream_read(store, KEY_ACTIONS, "XRANGE", after, most, arena, page, err);
}

bool records_actions_newest(struct store *store, size_t most, struct arena *arena, struct records_page *page,
                            struct err *err)
{
    return stream_read(store, KEY_ACTIONS, "XREVRANGE", STR_NONE, most, arena, page, err);
}

bool records_look_add(struct store *store, struct str json, int64_t keep_ms, struct err *err)
{
    struct arena scratch = {0};
    if (!stream_add(store, KEY_LOOKS, json, err))
        return false;
    struct link_command command = hash_command(&scratch, "XTRIM", keys_of(&scratch, 0, KEY_LOOKS));
    link_word(&command, STR("MINID"));
    link_word(&command, STR("~"));
    link_number(&command, &scratch, clock_now_ms() - keep_ms);
    return done(call(store, 0, &scratch, command, err));
}

bool records_looks(struct store *store, struct str before, size_t most, struct arena *arena,
                   struct records_page *page, struct err *err)
{
    return stream_read(store, KEY_LOOKS, "XREVRANGE", before, most, arena, page, err);
}
