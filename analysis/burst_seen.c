/* SPDX-License-Identifier: MIT */
#include "burst_seen.h"

#include <stdlib.h>

#include "base/err.h"

#include "base/banned.h"

enum { SLOTS_LEAST = 16, DAY_S = 86400, TIME_BITS = 24 };

static const uint64_t time_mask = ((uint64_t)1 << TIME_BITS) - 1;

/* The slot of a key, of which the time is not looked at, or the free one where it belongs. */
static size_t find(const struct burst_seen *seen, uint64_t key)
{
    size_t mask = seen->slot_count - 1, at = (size_t)(key >> TIME_BITS) & mask;
    while (seen->slots[at] != 0 && (seen->slots[at] ^ key) >> TIME_BITS != 0)
        at = (at + 1) & mask;
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

/* Keeps what is known for longer than `least_s` still. */
static void resize(struct burst_seen *seen, size_t slot_count, uint32_t now_s, int32_t least_s)
{
    struct burst_seen old = *seen;
    bool all_old = (int32_t)(now_s - seen->noted_s) > BURST_SEEN_KEEP_S;
    seen->slots = calloc(slot_count, sizeof *seen->slots);
    MUST(seen->slots != NULL);
    seen->slot_count = slot_count;
    seen->count = 0;
    seen->cleaned_s = now_s;
    for (size_t i = 0; !all_old && i < old.slot_count; i++)
        if (left_s(&old, i, now_s) > least_s) {
            seen->slots[find(seen, old.slots[i])] = old.slots[i];
            seen->count++;
        }
    free(old.slots);
}

static size_t needed_slots(const struct burst_seen *seen, uint32_t now_s, int32_t least_s)
{
    size_t needed = 0, slots = SLOTS_LEAST;
    for (size_t i = 0; i < seen->slot_count; i++)
        needed += left_s(seen, i, now_s) > least_s;
    while (slots * 2 < needed * 3)
        slots *= 2;
    return slots;
}

static void make_room(struct burst_seen *seen, uint32_t now_s)
{
    if (seen->count * 4 < seen->slot_count * 3 && (int32_t)(now_s - seen->cleaned_s) < DAY_S)
        return;
    int32_t least_s = 0;
    size_t slots = needed_slots(seen, now_s, least_s);
    while (slots > BURST_SEEN_MOST && least_s < BURST_SEEN_KEEP_S) {
        least_s += BURST_SEEN_KEEP_S / 12;
        slots = needed_slots(seen, now_s, least_s);
    }
    resize(seen, slots, now_s, least_s);
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
