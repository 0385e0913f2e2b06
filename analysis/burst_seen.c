/* SPDX-License-Identifier: MIT */
#include "burst_seen.h"

#include <stdlib.h>

#include "base/err.h"

#include "base/banned.h"

enum { SLOTS_LEAST = 8, CLEAN_S = 30 * 86400, TIME_BITS = 24 };

static const uint64_t time_mask = ((uint64_t)1 << TIME_BITS) - 1;

/* The slot of a key, of which the time is not looked at, or the free one where it belongs. */
static size_t find(const struct burst_seen *seen, uint64_t key)
{
    size_t at = (size_t)((key >> 32) * seen->slot_count >> 32);
    while (seen->slots[at] != 0 && (seen->slots[at] ^ key) >> TIME_BITS != 0)
        at = at + 1 < seen->slot_count ? at + 1 : 0;
    return at;
}

/* For how long it is still known; 0 or less: no longer. Times are within 97 days of each other, as old ones are cleaned. */
static int32_t left_s(const struct burst_seen *seen, size_t at, uint32_t now_s)
{
    enum { ABOVE = 32 - TIME_BITS };
    uint32_t until_s = (uint32_t)(seen->slots[at] & time_mask);
    return until_s == 0 ? 0 : (int32_t)((until_s - now_s) << ABOVE) / (1 << ABOVE);
}

bool burst_seen_known(const struct burst_seen *seen, uint64_t key, uint32_t now_s)
{
    bool old = (int32_t)(now_s - seen->noted_s) > BURST_SEEN_KEEP_S;
    return seen->slot_count > 0 && !old && left_s(seen, find(seen, key), now_s) > 0;
}

static size_t free_slot(const struct burst_seen *seen)
{
    size_t at = 0;
    while (at < seen->slot_count && seen->slots[at] != 0)
        at++;
    return at;
}

/* Keeps what is known for longer than `least_s` still; nothing is found any more before it is put again. */
static void forget(struct burst_seen *seen, uint32_t now_s, int32_t least_s)
{
    bool all_old = (int32_t)(now_s - seen->noted_s) > BURST_SEEN_KEEP_S;
    seen->count = 0;
    for (size_t i = 0; i < seen->slot_count; i++) {
        if (all_old || left_s(seen, i, now_s) <= least_s)
            seen->slots[i] = 0;
        seen->count += seen->slots[i] != 0;
    }
}

/* In place: whoever comes after a slot that was free before anything was forgotten was put there after those before. */
static void put_again(struct burst_seen *seen, size_t free)
{
    for (size_t i = 1; i <= seen->slot_count; i++) {
        uint64_t *slot = &seen->slots[(free + i) % seen->slot_count], key = *slot;
        *slot = 0;
        if (key != 0)
            seen->slots[find(seen, key)] = key;
    }
}

static void resize(struct burst_seen *seen, size_t slot_count)
{
    struct burst_seen old = *seen;
    seen->slots = calloc(slot_count, sizeof *seen->slots);
    MUST(seen->slots != NULL);
    seen->slot_count = slot_count;
    for (size_t i = 0; i < old.slot_count; i++)
        if (old.slots[i] != 0)
            seen->slots[find(seen, old.slots[i])] = old.slots[i];
    free(old.slots);
}

/* 8, 12, 16, 24 …: few sizes, so that one that is freed fits another. */
static size_t slots_for(size_t count)
{
    size_t slots = SLOTS_LEAST;
    while (slots * 5 < count * 8)
        slots += (slots & (slots - 1)) == 0 ? slots / 2 : slots / 3;
    return slots;
}

static void make_room(struct burst_seen *seen, uint32_t now_s)
{
    if (seen->count * 5 < seen->slot_count * 4 && (int32_t)(now_s - seen->cleaned_s) < CLEAN_S)
        return;
    size_t free = free_slot(seen);
    forget(seen, now_s, 0);
    for (int32_t least_s = 0; slots_for(seen->count) > BURST_SEEN_MOST && least_s < BURST_SEEN_KEEP_S;)
        forget(seen, now_s, least_s += BURST_SEEN_KEEP_S / 12);
    seen->cleaned_s = now_s;
    if (slots_for(seen->count) == seen->slot_count)
        put_again(seen, free);
    else
        resize(seen, slots_for(seen->count));
}

void burst_seen_note(struct burst_seen *seen, uint64_t key, uint32_t now_s, uint32_t span_s)
{
    make_room(seen, now_s);
    size_t at = find(seen, key);
    uint64_t until_s = (now_s + span_s) & time_mask;
    seen->count += seen->slots[at] == 0;
    seen->slots[at] = (key & ~time_mask) | (until_s == 0 ? 1 : until_s);
    seen->noted_s = now_s;
}

bool burst_seen_at(const struct burst_seen *seen, size_t slot, uint64_t *key, uint32_t *until_s)
{
    *key = seen->slots[slot] & ~time_mask;
    *until_s = seen->noted_s + (uint32_t)left_s(seen, slot, seen->noted_s);
    return left_s(seen, slot, seen->noted_s) > 0;
}

void burst_seen_free(struct burst_seen *seen)
{
    free(seen->slots);
    *seen = (struct burst_seen){0};
}
