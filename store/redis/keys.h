/* SPDX-License-Identifier: MIT */

/* keys — every key that Earshot has in Redis, with what it holds.
 *
 * Takes   a shard and a row of the table
 * Gives   earshot:{SHARD}:NAME, or earshot:{SHARD}:NAME:REST for a family; the tag keeps a shard in one slot
 * Errors  none
 * Memory  the arena given */
#ifndef STORE_REDIS_KEYS_H
#define STORE_REDIS_KEYS_H

#include "base/arena.h"

enum key {
    KEY_META,
    KEY_IN,
    KEY_SEEN,
    KEY_CURSORS,
    KEY_ARRIVED,
    KEY_TOMB,
    KEY_ERASE,
    KEY_ERASING,
    KEY_OUT,
    KEY_MOVED,
    KEY_DEAD,
    KEY_POSITION,
    KEY_KEPT,
    KEY_EXPIRY,
    KEY_OUTBOX,
    KEY_SENT,
    KEY_SOURCES,
    KEY_DELIVERY,
    KEY_ACTIONS,
    KEY_LOOKS,
    KEYS
};

struct keys_row {
    const char *name;
    const char *type; /* as Redis names it */
    bool family;      /* many keys: NAME:REST */
    const char *sentence;
};

extern const struct keys_row keys_rows[KEYS];

struct str keys_of(struct arena *arena, int shard, enum key key);
struct str keys_in_family(struct arena *arena, int shard, enum key key, struct str rest);
/* With "*" for the shard and the rest: what an ACL allows. */
struct str keys_pattern(struct arena *arena, enum key key);

#endif
