/* SPDX-License-Identifier: MIT */

/* burst_map — from a 64-bit key to a small number.
 *
 * Takes   keys that are hashes or small numbers; a map starts as {0}
 * Gives   the number that was put, or BURST_MAP_NONE
 * Errors  none
 * Memory  owns 12 B a slot, at most half of them full; nothing is removed alone: empty it and put the rest again
 * Cost    O(1) */
#ifndef ANALYSIS_BURST_MAP_H
#define ANALYSIS_BURST_MAP_H

#include <stddef.h>
#include <stdint.h>

#define BURST_MAP_NONE UINT32_MAX

struct burst_map {
    uint64_t *keys;
    uint32_t *values; /* + 1; 0 free */
    size_t slots, count;
};

uint32_t burst_map_get(const struct burst_map *map, uint64_t key);
void burst_map_put(struct burst_map *map, uint64_t key, uint32_t value);
void burst_map_free(struct burst_map *map); /* and empty */

/* Spreads the bits of a key; two keys become one with burst_mix(a ^ burst_mix(b)). */
static inline uint64_t burst_mix(uint64_t key)
{
    key = (key ^ key >> 30) * 0xbf58476d1ce4e5b9u;
    key = (key ^ key >> 27) * 0x94d049bb133111ebu;
    return key ^ key >> 31;
}

#endif
