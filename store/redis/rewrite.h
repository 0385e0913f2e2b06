/* SPDX-License-Identifier: MIT */

/* rewrite — other readings for posts that were analysed and counted already.
 *
 * Takes   an open store as ADMIN, a function that reads a post anew and says whether it changed what is kept of it
 * Gives   each entry of `out` in which something changed, written again; how many posts, and how many of them wait to
 *         be counted first and were left as they are
 * Errors  AGAIN: Redis away; what was done is done, and the same call goes on where it ended
 * Memory  one page of entries
 * Cost    one round trip a page, and one an entry that changes
 *
 * An entry changes whole, in one function, and only once the aggregator has counted it, so a kill leaves each post read
 * in one way or the other. What was counted stays beside the new reading as `was`, and `pass` says in which going over:
 * the aggregator takes the one out of its tallies and puts the other in, once, in the fold that obeys the action
 * {"do":"rescore","pass":N}, and keeps N as blob "rules" "pass". A post whose `pass` is not N was settled before. */
#ifndef STORE_REDIS_REWRITE_H
#define STORE_REDIS_REWRITE_H

#include "redis/stream.h"

typedef bool rewrite_read(void *self, struct stream_kept *kept, struct arena *arena);

struct rewrite_done {
    int64_t posts, changed, waiting;
};
bool rewrite_all(struct store *store, rewrite_read *read, void *self, struct rewrite_done *done, struct err *err);

/* The pass that the aggregator counted last; 0: none. */
bool rewrite_pass(struct store *store, int64_t *pass, struct err *err);

#endif
