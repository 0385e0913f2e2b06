/* SPDX-License-Identifier: MIT */

/* store — the open door to Redis, private or the council's own, for one program's role.
 *
 * Takes   the council's configuration and the role, which names the ACL user and so what may be touched
 * Gives   a handle; every other header of store/redis works on it
 * Errors  AGAIN: Redis is away or full, with its own words; CONFIG: wrong address, password, version, or a key of
 *         another type where ours belongs
 * Memory  owns its connections until store_close
 * Cost    one connection a shard's node */
#ifndef STORE_REDIS_STORE_H
#define STORE_REDIS_STORE_H

#include "record/council.h"

enum store_role {
    STORE_COLLECT,
    STORE_ANALYSE,
    STORE_AGGREGATE,
    STORE_MAIL,
    STORE_SERVE,
    STORE_ADMIN, /* the front: status, erase */
};

struct store;

/* Connects to store.url, or to the private server of state_dir if one is running (server_start runs it). */
struct store *store_open(const struct council *council, enum store_role role, struct err *err);
void store_close(struct store *store);

int store_shards(const struct store *store);

struct store_health {
    int64_t used_bytes, ceiling_bytes, in_segments, dead, out_entries;
    int64_t oldest_kept_ms; /* 0: nothing kept */
    int64_t lag_ms;         /* age of the oldest post not yet analysed */
    bool aof_ok;
};
bool store_health(struct store *store, struct store_health *health, struct err *err); /* ADMIN and SERVE */

/* The ACL users to make on a Redis of your own, one ACL SETUSER line a role. */
void store_roles_print(struct buf *out);

#endif
