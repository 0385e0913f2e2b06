/* SPDX-License-Identifier: MIT */

/* aggregate_state — how far the aggregator has come: the checkpoint that a restart begins from.
 *
 * Takes   a store
 * Gives   positions on every shard, the time closed, and the detector, as kept in family "detect", name "state"
 * Errors  AGAIN from the store; INPUT: a state that does not read back, or of another number of shards
 * Memory  owns it until aggregate_state_free
 * Cost    two round trips and O(bytes) to load */
#ifndef ANALYSIS_AGGREGATE_STATE_H
#define ANALYSIS_AGGREGATE_STATE_H

#include "redis/records.h"

enum { AGGREGATE_SHARDS_MOST = 64 };

struct aggregate_state {
    struct arena arena;
    struct str position_read; /* of shard 0, as the fold must find it */
    bool disturbed; /* somebody erased since this was kept */
    struct str positions[AGGREGATE_SHARDS_MOST];
    uint64_t *last; /* the posts of the other shards in the last fold, by hash, rising */
    size_t last_count;
    bool behind;       /* another shard had not heard of that fold: what an erasure moved there comes again */
    struct str action; /* the last officer's action obeyed */
    int64_t first_ms;  /* when counting began */
    int64_t closed_ms; /* time is judged up to here; 0: not begun */
    int64_t saved_ms;
    int64_t retained_ms; /* what was said before it is kept as numbers only */
};

uint64_t aggregate_state_hash(struct str post_id);
bool aggregate_state_has(const struct aggregate_state *state, struct str post_id); /* in the last fold */

bool aggregate_state_load(struct aggregate_state *state, struct store *store, struct err *err);
/* `position`: of shard 0, as this fold will leave it. */
bool aggregate_state_blob(const struct aggregate_state *state, struct store *store, struct str position,
                          struct arena *arena, struct records_blob *blob, struct err *err);

/* The position to write after the one that was read: never the same again, so that of two aggregators one is stale. */
struct str aggregate_state_position(struct str read, struct str entry, struct arena *arena);
struct str aggregate_state_entry(struct str position);

/* Lets every shard but the first know how far it was read; `behind` says whether one did not. */
bool aggregate_state_follow(struct aggregate_state *state, struct store *store, struct err *err);
void aggregate_state_free(struct aggregate_state *state);

#endif
