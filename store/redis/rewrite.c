/* SPDX-License-Identifier: MIT */
#include "redis/rewrite.h"

#include "base/clock.h"
#include "redis/records.h"
#include "redis/segment.h"

#include "base/banned.h"

enum { PAGE_ENTRIES = 50 };

struct going_over {
    struct store *store;
    int shard;
    rewrite_read *read;
    void *self;
    struct rewrite_done *done;
    struct err *err;
};

static redisReply *range(const struct going_over *over, const char *name, struct str from, struct str to, int64_t most)
{
    struct arena scratch = {0};
    struct link_command command = link_command(&scratch, 6, name);
    link_word(&command, keys_of(&scratch, over->shard, KEY_OUT));
    link_word(&command, from);
    link_word(&command, to);
    link_word(&command, STR("COUNT"));
    link_number(&command, &scratch, most);
    redisReply *reply = node_call(over->store, over->shard, &command, over->err);
    arena_free(&scratch);
    return reply;
}

/* The newest entry of now: what is written again comes behind it. Empty: there is none. */
static bool find_end(const struct going_over *over, struct arena *arena, struct str *end)
{
    redisReply *last = range(over, "XREVRANGE", STR("+"), STR("-"), 1);
    if (last == NULL)
        return false;
    *end = last->elements == 1 ? arena_str(arena, link_str(last->element[0]->element[0])) : STR("");
    freeReplyObject(last);
    return true;
}

/* The records of an entry as they will be; how many are read otherwise. A record that does not read back stays out of
 * it: then the entry is left alone. */
static bool read_again(const struct going_over *over, struct str data, struct arena *arena, struct buf *anew,
                       int64_t *changed)
{
    struct json_out out = json_out_new(anew, false);
    struct str line;
    *changed = 0;
    while (str_next(&data, '\n', &line)) {
        struct stream_kept kept;
        struct err bad;
        if (!segment_read_kept(line, arena, &kept, &bad))
            return false;
        *changed += over->read(over->self, &kept, arena);
        segment_write_kept(&out, &kept);
    }
    return !anew->over;
}

static bool put(const struct going_over *over, struct str entry, struct str data, size_t count, int64_t changed)
{
    struct arena scratch = {0};
    struct link_command command = node_function(&scratch, 6, "earshot_rewrite", over->shard, KEY_OUT);
    link_word(&command, entry);
    link_number(&command, &scratch, clock_now_ms());
    segment_words(&command, &scratch, data, count);
    redisReply *reply = node_call(over->store, over->shard, &command, over->err);
    bool ok = reply != NULL;
    over->done->changed += ok && reply->integer == 1 ? changed : 0;
    over->done->waiting += ok && reply->integer == 2 ? changed : 0;
    freeReplyObject(reply);
    arena_free(&scratch);
    return ok;
}

static bool visit(const struct going_over *over, const redisReply *entry)
{
    struct arena arena = {0};
    struct buf anew = BUF("segment", 16 * SEGMENT_BYTES);
    struct str data;
    size_t count;
    int64_t changed;
    struct err bad;
    bool ok = true;
    if (segment_open(entry, &data, &count, &bad)) {
        over->done->posts += (int64_t)count;
        if (read_again(over, data, &arena, &anew, &changed) && changed > 0)
            ok = put(over, link_str(entry->element[0]), buf_str(&anew), count, changed);
    }
    buf_free(&anew);
    arena_free(&arena);
    return ok;
}

static bool go_over_shard(const struct going_over *over)
{
    struct arena at = {0};
    struct str from = STR("-"), end;
    bool ok = find_end(over, &at, &end), more = ok && end.len > 0;
    while (ok && more) {
        redisReply *page = range(over, "XRANGE", from, end, PAGE_ENTRIES);
        ok = page != NULL;
        more = ok && page->elements == PAGE_ENTRIES;
        for (size_t i = 0; ok && i < page->elements; i++)
            ok = visit(over, page->element[i]);
        if (ok && page->elements > 0)
            from = arena_printf(&at, "(" STR_FMT, STR_ARG(link_str(page->element[page->elements - 1]->element[0])));
        freeReplyObject(page);
    }
    arena_free(&at);
    return ok;
}

bool rewrite_all(struct store *store, rewrite_read *read, void *self, struct rewrite_done *done, struct err *err)
{
    bool ok = true;
    *done = (struct rewrite_done){0};
    for (int shard = 0; ok && shard < store_shards(store); shard++)
        ok = go_over_shard(&(struct going_over){store, shard, read, self, done, err});
    return ok;
}

bool rewrite_pass(struct store *store, int64_t *pass, struct err *err)
{
    struct arena scratch = {0};
    struct str text;
    bool ok = records_get(store, 0, STR("rules"), STR("pass"), &scratch, &text, err);
    *pass = 0;
    if (ok && text.len > 0)
        str_to_i64(text, pass);
    arena_free(&scratch);
    return ok;
}
