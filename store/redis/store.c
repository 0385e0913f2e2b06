/* SPDX-License-Identifier: MIT */
#include "redis/store.h"

#include <stdlib.h>

#include "base/clock.h"
#include "redis/library.h"
#include "redis/roles.h"

#include "base/banned.h"

static bool set_up(struct store *store, const struct council *council, struct err *err)
{
    if (!address_of(council, store->role, &store->arena, &store->address, err) ||
        !council_author_key(council, &store->arena, store->key, err))
        return false;
    store->shards = (int)council->store.shards;
    store->keep_posts_ms = council->privacy.keep_posts_ms;
    MUST(store->shards >= 1 && store->shards <= NODE_SHARDS_MOST);
    store->link_count = store->address.node_count ? store->address.node_count : 1;
    for (size_t i = 0; i < store->address.node_count; i++)
        store->links[i].node = store->address.nodes[i];
    for (int shard = 0; shard < store->shards; shard++)
        if (!library_ready(store, shard, err))
            return false;
    return true;
}

struct store *store_open(const struct council *council, enum store_role role, struct err *err)
{
    struct store *store = calloc(1, sizeof *store);
    MUST(store != NULL);
    store->role = role;
    if (set_up(store, council, err))
        return store;
    store_close(store);
    return NULL;
}

void store_close(struct store *store)
{
    if (store == NULL)
        return;
    for (size_t i = 0; i < store->link_count; i++)
        link_close(&store->links[i]);
    arena_free(&store->arena);
    free(store);
}

int store_shards(const struct store *store)
{
    return store->shards;
}

static bool node_health(struct store *store, int shard, struct store_health *health, struct err *err)
{
    int64_t used, ceiling;
    redisReply *info = node_info(store, shard, err);
    if (info == NULL)
        return false;
    bool logged = str_eq(node_info_value(info, "aof_enabled"), STR("1")) &&
                  str_eq(node_info_value(info, "aof_last_write_status"), STR("ok"));
    freeReplyObject(info);
    if (!node_memory(store, shard, &used, &ceiling, err))
        return false;
    health->used_bytes += used;
    health->ceiling_bytes += ceiling;
    health->aof_ok = health->aof_ok && logged;
    return true;
}

static bool shard_health(struct store *store, int shard, struct store_health *health, struct err *err)
{
    struct arena scratch = {0};
    struct link_command command = node_function(&scratch, 0, "earshot_health", shard, KEY_IN);
    command.words[0] = "FCALL_RO";
    command.lens[0] = sizeof "FCALL_RO" - 1;
    redisReply *reply = node_call(store, shard, &command, err);
    arena_free(&scratch);
    if (reply == NULL)
        return false;
    int64_t first_in = node_entry_ms(link_str(reply->element[3]));
    int64_t first_out = node_entry_ms(link_str(reply->element[4]));
    int64_t waits = first_in > 0 ? clock_now_ms() - first_in : 0;
    health->in_segments += reply->element[0]->integer;
    health->dead += reply->element[1]->integer;
    health->out_entries += reply->element[2]->integer;
    health->lag_ms = waits > health->lag_ms ? waits : health->lag_ms;
    if (first_out > 0 && (health->oldest_kept_ms == 0 || first_out < health->oldest_kept_ms))
        health->oldest_kept_ms = first_out;
    freeReplyObject(reply);
    return true;
}

/* A node may hold several shards; its memory counts once. */
static bool first_on_its_node(const struct store *store, int shard)
{
    for (int i = 0; i < shard; i++)
        if (store->shard[i].link == store->shard[shard].link)
            return false;
    return true;
}

bool store_health(struct store *store, struct store_health *health, struct err *err)
{
    *health = (struct store_health){.aof_ok = true};
    for (int shard = 0; shard < store->shards; shard++) {
        if (!shard_health(store, shard, health, err))
            return false;
        if (first_on_its_node(store, shard) && !node_health(store, shard, health, err))
            return false;
    }
    return true;
}

void store_roles_print(struct buf *out)
{
    roles_write_public(out);
}
