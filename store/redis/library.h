/* SPDX-License-Identifier: MIT */

/* library — commit.lua, put where a shard lives.
 *
 * Takes   a store whose user may load functions, or one where they are loaded already
 * Gives   the functions of LIBRARY_VERSION on the shard's node, checked against this user's rights and the keys' types
 * Errors  CONFIG: an older or newer library that this user may not replace, missing rights, another's key in our
 *         place, another number of shards
 * Memory  none kept
 * Cost    one round trip a shard */
#ifndef STORE_REDIS_LIBRARY_H
#define STORE_REDIS_LIBRARY_H

#include "redis/node.h"

enum { LIBRARY_VERSION = 3 }; /* as in commit.lua */

bool library_ready(struct store *store, int shard, struct err *err);

/* Loads it whatever is there. */
bool library_load(struct store *store, int shard, struct err *err);

#endif
