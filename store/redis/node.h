/* SPDX-License-Identifier: MIT */

/* node — a command to the node that holds a shard, wherever a cluster has put it.
 *
 * Takes   a store, a shard, a command whose first key is of that shard
 * Gives   the reply, copied nowhere: the caller frees it
 * Errors  as link.h, and error replies as errors
 * Memory  the store owns its links
 * Cost    one round trip; two after a cluster has moved the shard
 * After   MOVED and ASK of Redis Cluster: both say that the command did not run, so sending it again is safe */
#ifndef STORE_REDIS_NODE_H
#define STORE_REDIS_NODE_H

#include "base/hash.h"
#include "redis/keys.h"
#include "redis/link.h"

enum { NODE_SHARDS_MOST = 64, NODE_LINKS_MOST = 64 };

struct node_shard {
    size_t link;                /* index of its node's link */
    uint64_t reread_generation; /* the connection on which this consumer's own pending entries were read again */
    int64_t claim_next_ms;      /* monotonic: when to look for what others left */
    int64_t trim_next_ms;       /* monotonic: when to look at retention */
};

struct store {
    struct arena arena;
    struct address address;
    enum store_role role;
    int shards;
    int64_t keep_posts_ms;
    unsigned char key[HASH_KEY_BYTES];
    struct link links[NODE_LINKS_MOST];
    size_t link_count;
    struct node_shard shard[NODE_SHARDS_MOST];
    int take_next; /* the shard that stream_take looks at first */
};

redisReply *node_call(struct store *store, int shard, const struct link_command *command, struct err *err);
struct link *node_link(struct store *store, int shard);

/* INFO of the shard's node; a value of it by name ("maxmemory"), or absent. */
redisReply *node_info(struct store *store, int shard, struct err *err);
struct str node_info_value(const redisReply *info, const char *name);
bool node_memory(struct store *store, int shard, int64_t *used, int64_t *ceiling, struct err *err);

/* FCALL of a function: its one key names the shard; it finds the others beside it. */
struct link_command node_function(struct arena *arena, int most, const char *name, int shard, enum key key);

/* A stream entry's field, or absent. `entry` is [id, [field, value, …]]. */
struct str node_field(const redisReply *entry, const char *field);

/* The milliseconds of a stream id. */
int64_t node_entry_ms(struct str id);

#endif
