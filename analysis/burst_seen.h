/* SPDX-License-Identifier: MIT */

/* burst_seen — who was counted in which cell, and when, so that one loud voice counts once.
 *
 * Takes   keys: a hash of a cell and an author, or of a cell and a cluster of copies; times in seconds; for how long
 *         each is to be known, at most BURST_SEEN_KEEP_S
 * Gives   whether the key is still known
 * Errors  none: at BURST_SEEN_MOST keys the older half is forgotten, which can only count somebody again
 * Memory  owns 12 B a slot, at most half of them full; what is known no longer leaves when it grows
 * Cost    O(1) */
#ifndef ANALYSIS_BURST_SEEN_H
#define ANALYSIS_BURST_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BURST_SEEN_MOST = 1 << 20, BURST_SEEN_KEEP_S = 72 * 3600 };

struct burst_seen {
    uint64_t *keys;
    uint32_t *until; /* 0: free */
    size_t slots, count;
};

bool burst_seen_known(const struct burst_seen *seen, uint64_t key, uint32_t now_s);
void burst_seen_note(struct burst_seen *seen, uint64_t key, uint32_t now_s, uint32_t span_s);
void burst_seen_free(struct burst_seen *seen);

#endif
