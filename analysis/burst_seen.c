/* SPDX-License-Identifier: MIT */
#include "burst_seen.h"

#include <stdlib.h>

#include "base/err.h"

#include "base/banned.h"

enum { SLOTS_LEAST = 64 };

/* The key's slot, or the free one where it belongs. */
static size_t find(const struct burst_seen *seen, uint64_t key)
{
    size_t mask = seen->slots - 1, at = (size_t)(key ^ key >> 29) & mask;
    while (seen->until[at] != 0 && seen->keys[at] != key)
        at = (at + 1) & mask;
    return at;
}

/* For how long it is still known; 0 or less: no longer. */
static int32_t left_s(const struct burst_seen *seen, size_t at, uint32_t now_s)
{
    return seen->until[at] == 0 ? 0 : (int32_t)(seen->until[at] - now_s);
}

bool burst_seen_known(const struct burst_seen *seen, uint64_t key, uint32_t now_s)
{
    return seen->slots > 0 && left_s(seen, find(seen, key), now_s) > 0;
}

/* Keeps what is known for longer than `least_s` still. */
static void resize(struct burst_seen *seen, size_t slots, uint32_t now_s, int32_t least_s)
{
    struct burst_seen old = *seen;
    seen->keys = calloc(slots, sizeof *seen->keys);
    seen->until = calloc(slots, sizeof *seen->until);
    MUST(seen->keys != NULL && seen->until != NULL);
    seen->slots = slots;
    seen->count = 0;
    for (size_t i = 0; i < old.slots; i++)
        if (left_s(&old, i, now_s) > least_s) {
            size_t at = find(seen, old.keys[i]);
            seen->keys[at] = old.keys[i];
            seen->until[at] = old.until[i];
            seen->count++;
        }
    burst_seen_free(&old);
}

static size_t needed_slots(const struct burst_seen *seen, uint32_t now_s, int32_t least_s)
{
    size_t needed = 0, slots = SLOTS_LEAST;
    for (size_t i = 0; i < seen->slots; i++)
        needed += left_s(seen, i, now_s) > least_s;
    while (slots < needed * 3)
        slots *= 2;
    return slots;
}

static void make_room(struct burst_seen *seen, uint32_t now_s)
{
    if (seen->count * 2 < seen->slots)
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
    uint32_t until_s = now_s + span_s;
    seen->count += seen->until[at] == 0;
    seen->keys[at] = key;
    seen->until[at] = until_s == 0 ? 1 : until_s;
}

void burst_seen_free(struct burst_seen *seen)
{
    free(seen->keys);
    free(seen->until);
    *seen = (struct burst_seen){0};
}
