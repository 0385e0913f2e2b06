/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "redis/node.h"
#include "redis/records.h"

#include "base/banned.h"

uint64_t records_tomb_key(const struct store *store, struct str text)
{
    return text.len > 0 ? hash_u64(hash_keyed(store->key, text)) : 0;
}

static redisReply *ask(struct store *store, int shard, const char *name, enum key key, struct err *err)
{
    struct arena scratch = {0};
    struct link_command command = link_command(&scratch, 2, name);
    link_word(&command, keys_of(&scratch, shard, key));
    redisReply *reply = node_call(store, shard, &command, err);
    arena_free(&scratch);
    return reply;
}

/* A position ends in '#' and the number of its shard's erasures. */
bool records_disturbed(struct store *store, uint64_t *disturbed, struct err *err)
{
    *disturbed = 0;
    for (int shard = 0; shard < store->shards; shard++) {
        redisReply *reply = ask(store, shard, "GET", KEY_POSITION, err);
        if (reply == NULL)
            return false;
        struct str position = reply->str != NULL ? link_str(reply) : STR("");
        size_t mark = str_find(position, '#', 0);
        int64_t count = 0;
        if (mark < position.len)
            str_to_i64(str_cut(position, mark + 1, position.len), &count);
        *disturbed += (uint64_t)count;
        freeReplyObject(reply);
    }
    return true;
}

static int by_size(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

/* Every shard has all of them. */
bool records_tombs(struct store *store, struct arena *arena, uint64_t **keys, size_t *count, struct err *err)
{
    redisReply *reply = ask(store, 0, "SMEMBERS", KEY_TOMB, err);
    *count = 0;
    if (reply == NULL)
        return false;
    *keys = ARENA_ARRAY(arena, uint64_t, reply->elements + 1);
    for (size_t i = 0; i < reply->elements; i++) {
        struct hash_id id;
        struct str bytes = link_str(reply->element[i]);
        if (bytes.len != sizeof id.bytes)
            continue;
        memcpy(id.bytes, bytes.ptr, sizeof id.bytes);
        (*keys)[(*count)++] = hash_u64(id);
    }
    freeReplyObject(reply);
    qsort(*keys, *count, sizeof **keys, by_size);
    return true;
}
