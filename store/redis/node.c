/* SPDX-License-Identifier: MIT */
#include "redis/node.h"

#include "base/banned.h"

enum { HOPS_MOST = 5 };

struct link *node_link(struct store *store, int shard)
{
    return &store->links[store->shard[shard].link];
}

static bool same_node(struct address_node a, struct address_node b)
{
    return str_eq(a.host, b.host) && a.port == b.port;
}

/* "MOVED 3999 127.0.0.1:6381"; an empty host means the one that answered. */
static bool find_target(struct store *store, struct str text, const struct link *from, size_t *target,
                        struct err *err)
{
    struct str rest = text, word = STR_NONE;
    while (str_next(&rest, ' ', &word))
        continue;
    struct address_node node;
    if (str_starts(word, STR(":")))
        word = arena_printf(&store->arena, STR_FMT STR_FMT, STR_ARG(from->node.host), STR_ARG(word));
    if (!address_parse_node(word, &store->arena, &node))
        return err_set(err, ERR_AGAIN, "Redis: " STR_FMT, STR_ARG(text));
    for (*target = 0; *target < store->link_count; (*target)++)
        if (same_node(store->links[*target].node, node))
            return true;
    if (store->link_count == NODE_LINKS_MOST)
        return err_set(err, ERR_LIMIT, "over %d Redis nodes", NODE_LINKS_MOST);
    store->links[store->link_count++] = (struct link){.node = node};
    return true;
}

/* In a cluster, any node that lives can tell where a shard is. */
static bool connected(struct store *store, size_t at, struct err *err)
{
    return store->links[at].context != NULL || link_open(&store->links[at], &store->address, err);
}

static bool connect_some(struct store *store, int shard, struct err *err)
{
    size_t *at = &store->shard[shard].link;
    if (connected(store, *at, err))
        return true;
    for (size_t i = 0; store->address.cluster && i < store->link_count; i++)
        if (connected(store, i, err)) {
            *at = i;
            return true;
        }
    return false;
}

static redisReply *refuse(redisReply *reply, struct err *err)
{
    link_error(reply, err);
    freeReplyObject(reply);
    return NULL;
}

redisReply *node_call(struct store *store, int shard, const struct link_command *command, struct err *err)
{
    if (!connect_some(store, shard, err))
        return NULL;
    size_t at = store->shard[shard].link;
    bool asking = false;
    for (int hop = 0; hop < HOPS_MOST; hop++) {
        redisReply *reply = link_send(&store->links[at], command, asking, err);
        if (reply == NULL || reply->type != REDIS_REPLY_ERROR)
            return reply;
        bool moved = str_starts(link_str(reply), STR("MOVED ")), ask = str_starts(link_str(reply), STR("ASK "));
        if (!moved && !ask)
            return refuse(reply, err);
        bool found = find_target(store, link_str(reply), &store->links[at], &at, err);
        freeReplyObject(reply);
        if (!found || !connected(store, at, err))
            return NULL;
        asking = ask;
        if (moved)
            store->shard[shard].link = at;
    }
    err_set(err, ERR_AGAIN, "Redis: the cluster sends shard %d round in circles", shard);
    return NULL;
}

redisReply *node_info(struct store *store, int shard, struct err *err)
{
    struct arena scratch = {0};
    struct link_command command = link_command(&scratch, 1, "INFO");
    redisReply *reply = node_call(store, shard, &command, err);
    arena_free(&scratch);
    return reply;
}

struct str node_info_value(const redisReply *info, const char *name)
{
    struct str rest = link_str(info), line, key = str_from(name);
    while (str_next(&rest, '\n', &line))
        if (str_starts(line, key) && line.len > key.len && line.ptr[key.len] == ':')
            return str_trim(str_cut(line, key.len + 1, line.len));
    return STR_NONE;
}

bool node_memory(struct store *store, int shard, int64_t *used, int64_t *ceiling, struct err *err)
{
    redisReply *info = node_info(store, shard, err);
    *used = *ceiling = 0;
    if (info == NULL)
        return false;
    str_to_i64(node_info_value(info, "used_memory"), used);
    str_to_i64(node_info_value(info, "maxmemory"), ceiling);
    freeReplyObject(info);
    return true;
}

struct link_command node_function(struct arena *arena, int most, const char *name, int shard, enum key key)
{
    struct link_command command = link_command(arena, most + 4, "FCALL");
    link_word(&command, str_from(name));
    link_word(&command, STR("1"));
    link_word(&command, keys_of(arena, shard, key));
    return command;
}

struct str node_field(const redisReply *entry, const char *field)
{
    if (entry->type != REDIS_REPLY_ARRAY || entry->elements != 2 || entry->element[1]->type != REDIS_REPLY_ARRAY)
        return STR_NONE;
    const redisReply *fields = entry->element[1];
    for (size_t i = 0; i + 1 < fields->elements; i += 2)
        if (str_eq(link_str(fields->element[i]), str_from(field)))
            return link_str(fields->element[i + 1]);
    return STR_NONE;
}

int64_t node_entry_ms(struct str id)
{
    int64_t ms;
    return str_to_i64(str_cut(id, 0, str_find(id, '-', 0)), &ms) ? ms : 0;
}
