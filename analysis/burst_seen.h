/* SPDX-License-Identifier: MIT */

/* burst_seen — who was counted in which cell, and when, so that one loud voice counts once.
 *
 * Takes   keys: a hash of a cell and an author, or of a cell and a cluster of copies; times in seconds; for how long
 *         each is to be known, at most BURST_SEEN_KEEP_S
 * Gives   whether the key is still known
 * Errors  none: at BURST_SEEN_MOST slots the older half is forgotten, which can only count somebody again
 * Memory  owns 8 B a slot, at most four of five full; what is known no longer leaves when it is full
 * Cost    O(1) */
#ifndef ANALYSIS_BURST_SEEN_H
#define ANALYSIS_BURST_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BURST_SEEN_MOST = 1 << 20, BURST_SEEN_KEEP_S = 72 * 3600 };

/* A slot: 40 bits of the key, and 24 of the second until which it is known, never 0; 0 is free. */
struct burst_seen {
    uint64_t *slots;
    size_t slot_count, count;
    uint32_t noted_s, cleaned_s; /* the last time */
};

bool burst_seen_known(const struct burst_seen *seen, uint64_t key, uint32_t now_s);
void burst_seen_note(struct burst_seen *seen, uint64_t key, uint32_t now_s, uint32_t span_s);
/* What was known at that slot when something was noted last: its key, as far as it is kept, and until when; false if
 * nothing was. */
bool burst_seen_at(const struct burst_seen *seen, size_t slot, uint64_t *key, uint32_t *until_s);

void burst_seen_free(struct burst_seen *seen);

#endif
