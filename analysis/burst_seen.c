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
    while (seen->times[at] != 0 && seen->keys[at] != key)
        at = (at + 1) & mask;
    return at;
}

bool burst_seen_within(const struct burst_seen *seen, uint64_t key, uint32_t now_s, uint32_t span_s)
{
    if (seen->slots == 0)
        return false;
    size_t at = find(seen, key);
    return seen->times[at] != 0 && (int32_t)(now_s - seen->times[at]) < (int32_t)span_s;
}

static void resize(struct burst_seen *seen, size_t slots, uint32_t now_s, uint32_t keep_s)
{
    struct burst_seen old = *seen;
    seen->keys = calloc(slots, sizeof *seen->keys);
    seen->times = calloc(slots, sizeof *seen->times);
    MUST(seen->keys != NULL && seen->times != NULL);
    seen->slots = slots;
    seen->count = 0;
    for (size_t i = 0; i < old.slots; i++)
        if (old.times[i] != 0 && (int32_t)(now_s - old.times[i]) < (int32_t)keep_s) {
            size_t at = find(seen, old.keys[i]);
            seen->keys[at] = old.keys[i];
            seen->times[at] = old.times[i];
            seen->count++;
        }
    burst_seen_free(&old);
}

static size_t needed_slots(const struct burst_seen *seen, uint32_t now_s, uint32_t span_s)
{
    size_t needed = 0, slots = SLOTS_LEAST;
    for (size_t i = 0; i < seen->slots; i++)
        needed += seen->times[i] != 0 && (int32_t)(now_s - seen->times[i]) < (int32_t)span_s;
    while (slots < needed * 3)
        slots *= 2;
    return slots;
}

static void make_room(struct burst_seen *seen, uint32_t now_s)
{
    if (seen->count * 2 < seen->slots)
        return;
    size_t slots = needed_slots(seen, now_s, BURST_SEEN_KEEP_S);
    uint32_t span_s = BURST_SEEN_KEEP_S;
    while (slots > BURST_SEEN_MOST && span_s > 0) {
        span_s /= 2;
        slots = needed_slots(seen, now_s, span_s);
    }
    resize(seen, slots, now_s, span_s);
}

void burst_seen_note(struct burst_seen *seen, uint64_t key, uint32_t now_s)
{
    make_room(seen, now_s);
    size_t at = find(seen, key);
    seen->count += seen->times[at] == 0;
    seen->keys[at] = key;
    seen->times[at] = now_s == 0 ? 1 : now_s;
}

void burst_seen_free(struct burst_seen *seen)
{
    free(seen->keys);
    free(seen->times);
    *seen = (struct burst_seen){0};
}
