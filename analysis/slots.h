/* SPDX-License-Identifier: MIT */

/* slots — a cache's room: a fixed number of records, found by a hash.
 *
 * Takes   how many records of how many bytes; then hashes
 * Gives   the record that last had this hash, or one that has to give way for it, with whatever it held: the caller keeps
 *         in the record what it is of, looks whether it is its own, and fills it if not. So a cache can cost time and
 *         never change a result
 * Errors  none
 * Memory  the records, asked for on large pages and taken as they are used, and 5 bytes more for each
 * Cost    O(1): one look at the tags of a set, which are a fourth of a line of the machine's memory
 * After   caches of processors: four ways a set, replaced in turn */
#ifndef ANALYSIS_SLOTS_H
#define ANALYSIS_SLOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SLOTS_WAYS = 4 };

struct slots {
    uint32_t (*tags)[SLOTS_WAYS];
    uint8_t *turns; /* of each set: how often one gave way */
    char *records;
    size_t sets, record_bytes;
};

/* `count` is a power of two. Records begin zeroed, on a line of the machine's memory if record_bytes is whole lines. */
void slots_init(struct slots *slots, size_t count, size_t record_bytes);
void slots_free(struct slots *slots);

/* What sets a hash apart from others of its set; never 0, which is an empty slot's. */
static inline uint32_t slots_tag(uint64_t hash)
{
    return (uint32_t)(hash >> 32) | 1;
}

static inline size_t slots_set(const struct slots *slots, uint64_t hash)
{
    return (hash ^ hash >> 32) & (slots->sets - 1);
}

static inline void *slots_record(const struct slots *slots, size_t at)
{
    return slots->records + at * slots->record_bytes;
}

/* The record that last had this hash, or NULL. */
static inline void *slots_find(const struct slots *slots, uint64_t hash)
{
    size_t set = slots_set(slots, hash);
    const uint32_t *tags = slots->tags[set];
    uint32_t tag = slots_tag(hash);
    unsigned here = (unsigned)(tags[0] == tag) | (unsigned)(tags[1] == tag) << 1 | (unsigned)(tags[2] == tag) << 2 |
                    (unsigned)(tags[3] == tag) << 3; /* all looked at, as no machine guesses which it is */
    return here != 0 ? slots_record(slots, set * SLOTS_WAYS + (size_t)__builtin_ctz(here)) : NULL;
}

/* One that gives way for this hash, which none has: the next in turn of those that may, or NULL. */
void *slots_replace(struct slots *slots, uint64_t hash, bool (*may_go)(const void *record, uint32_t reading), uint32_t reading);

static inline void *slots_at(struct slots *slots, uint64_t hash)
{
    void *record = slots_find(slots, hash);
    return record != NULL ? record : slots_replace(slots, hash, NULL, 0);
}

/* Ask the memory for a set's tags or for a record, to be there when they are wanted. */
static inline void slots_fetch_tags(const struct slots *slots, uint64_t hash)
{
    __builtin_prefetch(slots->tags[slots_set(slots, hash)]);
}

static inline void slots_fetch(const void *record, size_t bytes)
{
    for (size_t at = 0; at < bytes; at += 64)
        __builtin_prefetch((const char *)record + at);
}

#endif
