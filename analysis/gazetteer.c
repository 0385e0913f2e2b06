/* SPDX-License-Identifier: MIT */
#include "gazetteer.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "place_danger.h"
#include "place_key.h"

#include "base/banned.h"

enum { FIRST_BITS = 1 << 19, SLOTS_LEAST = 1 << 10, ANCESTORS_MOST = 16, LARGE_PAGE = 2 << 20 };

/* A run of words: the whole of a name, the beginning of one, or both. 12 bytes, as there are many. */
struct gazetteer_slot {
    uint32_t run_high, run_low;
    uint32_t held; /* first name + 1, or 0; the top bit says that longer names begin so */
};

/* An id's place + 1, or 0; and a half of its hash, which spares most looks at the place. */
struct gazetteer_id {
    uint32_t check, place;
};

#define SLOT_MORE 0x80000000u

static size_t power_over(size_t least)
{
    size_t power = SLOTS_LEAST;
    while (power < least)
        power *= 2;
    return power;
}

/* A table that will be met all over: written at once, in large pages if it fills some, as each small page would be a
 * fault and a miss of its own. */
static void *zeroed(size_t count, size_t bytes)
{
    size_t align = count * bytes < LARGE_PAGE ? 64 : LARGE_PAGE, room = (count * bytes + align - 1) / align * align;
    void *table = aligned_alloc(align, room);
    MUST(table != NULL);
    madvise(table, align < LARGE_PAGE ? 0 : room, MADV_HUGEPAGE);
    return memset(table, 0, count * bytes);
}

struct gazetteer *gazetteer_new(size_t rows)
{
    struct gazetteer *gazetteer = calloc(1, sizeof *gazetteer);
    MUST(gazetteer != NULL);
    gazetteer->danger = calloc(1, sizeof *gazetteer->danger);
    gazetteer->slot_count = power_over(rows * 3);
    gazetteer->id_slots = power_over(rows * 2);
    gazetteer->place_cap = rows + 1;
    gazetteer->places = malloc(gazetteer->place_cap * sizeof *gazetteer->places);
    gazetteer->slots = zeroed(gazetteer->slot_count, sizeof *gazetteer->slots);
    gazetteer->ids = zeroed(gazetteer->id_slots, sizeof *gazetteer->ids);
    gazetteer->firsts = calloc(FIRST_BITS / 64, sizeof *gazetteer->firsts);
    MUST(gazetteer->danger && gazetteer->places && gazetteer->slots && gazetteer->ids && gazetteer->firsts);
    return gazetteer;
}

void gazetteer_free(struct gazetteer *gazetteer)
{
    if (gazetteer == NULL)
        return;
    if (gazetteer->danger != NULL)
        place_danger_free(gazetteer->danger);
    free(gazetteer->danger);
    arena_free(&gazetteer->arena);
    free(gazetteer->places);
    free(gazetteer->names);
    free(gazetteer->slots);
    free(gazetteer->ids);
    free(gazetteer->firsts);
    free(gazetteer);
}

static void *grown(void *items, size_t count, size_t *cap, size_t bytes)
{
    if (count < *cap)
        return items;
    *cap = *cap ? *cap * 2 : 256;
    items = realloc(items, *cap * bytes);
    MUST(items != NULL);
    return items;
}

static bool is_id(const struct gazetteer *gazetteer, const struct gazetteer_id *held, uint64_t hash, struct str id)
{
    return held->check == hash >> 32 && str_eq(gazetteer->places[held->place - 1].id, id);
}

/* Where the id is or belongs. */
static struct gazetteer_id *id_slot(const struct gazetteer *gazetteer, uint64_t hash, struct str id)
{
    size_t at = hash & (gazetteer->id_slots - 1);
    while (gazetteer->ids[at].place != 0 && !is_id(gazetteer, &gazetteer->ids[at], hash, id))
        at = (at + 1) & (gazetteer->id_slots - 1);
    return &gazetteer->ids[at];
}

static void hold_id(struct gazetteer *gazetteer, size_t place)
{
    struct str id = gazetteer->places[place].id;
    uint64_t hash = str_hash(id);
    *id_slot(gazetteer, hash, id) = (struct gazetteer_id){(uint32_t)(hash >> 32), (uint32_t)place + 1};
}

static void grow_ids(struct gazetteer *gazetteer)
{
    gazetteer->id_slots *= 2;
    free(gazetteer->ids);
    gazetteer->ids = calloc(gazetteer->id_slots, sizeof *gazetteer->ids);
    MUST(gazetteer->ids != NULL);
    for (size_t i = 0; i < gazetteer->place_count; i++)
        hold_id(gazetteer, i);
}

uint32_t gazetteer_place(const struct gazetteer *gazetteer, struct str id)
{
    return id_slot(gazetteer, str_hash(id), id)->place - 1; /* of an empty slot: NONE */
}

uint32_t gazetteer_add_place(struct gazetteer *gazetteer, struct str id, bool *is_new)
{
    uint32_t known = gazetteer_place(gazetteer, id);
    *is_new = known == GAZETTEER_NONE;
    if (!*is_new)
        return known;
    gazetteer->places =
        grown(gazetteer->places, gazetteer->place_count, &gazetteer->place_cap, sizeof *gazetteer->places);
    gazetteer->places[gazetteer->place_count++] = (struct place){.id = id, .parent = GAZETTEER_NONE};
    if (gazetteer->place_count * 2 > gazetteer->id_slots)
        grow_ids(gazetteer);
    else
        hold_id(gazetteer, gazetteer->place_count - 1);
    return (uint32_t)gazetteer->place_count - 1;
}

static size_t run_slot(const struct gazetteer *gazetteer, uint64_t run)
{
    size_t at = (run ^ run >> 32) & (gazetteer->slot_count - 1);
    for (;; at = (at + 1) & (gazetteer->slot_count - 1)) {
        const struct gazetteer_slot *slot = &gazetteer->slots[at];
        if (slot->held == 0 || (slot->run_high == (uint32_t)(run >> 32) && slot->run_low == (uint32_t)run))
            return at;
    }
}

static void grow_slots(struct gazetteer *gazetteer)
{
    struct gazetteer_slot *old = gazetteer->slots;
    size_t old_count = gazetteer->slot_count;
    gazetteer->slot_count *= 2;
    gazetteer->slots = calloc(gazetteer->slot_count, sizeof *gazetteer->slots);
    MUST(gazetteer->slots != NULL);
    for (size_t i = 0; i < old_count; i++)
        if (old[i].held != 0)
            gazetteer->slots[run_slot(gazetteer, (uint64_t)old[i].run_high << 32 | old[i].run_low)] = old[i];
    free(old);
}

static struct gazetteer_slot *slot_for(struct gazetteer *gazetteer, uint64_t run)
{
    if (gazetteer->slots_used * 4 > gazetteer->slot_count * 3)
        grow_slots(gazetteer);
    struct gazetteer_slot *slot = &gazetteer->slots[run_slot(gazetteer, run)];
    gazetteer->slots_used += slot->held == 0;
    slot->run_high = (uint32_t)(run >> 32);
    slot->run_low = (uint32_t)run;
    return slot;
}

static bool has_name(const struct gazetteer *gazetteer, const struct gazetteer_slot *slot, uint32_t place)
{
    for (uint32_t at = (slot->held & ~SLOT_MORE) - 1; at != GAZETTEER_NONE; at = gazetteer->names[at].next)
        if (gazetteer->names[at].place == place)
            return true;
    return false;
}

static void hold_name(struct gazetteer *gazetteer, struct gazetteer_slot *slot, struct place_name name)
{
    if (has_name(gazetteer, slot, name.place))
        return;
    gazetteer->names = grown(gazetteer->names, gazetteer->name_count, &gazetteer->name_cap, sizeof *gazetteer->names);
    name.next = (slot->held & ~SLOT_MORE) - 1;
    gazetteer->names[gazetteer->name_count++] = name;
    slot->held = (slot->held & SLOT_MORE) | (uint32_t)gazetteer->name_count;
}

void gazetteer_add_name(struct gazetteer *gazetteer, const uint64_t *keys, size_t count, struct place_name name)
{
    uint64_t run = 0;
    for (size_t i = 0; i < count; i++) {
        run = place_key_run(run, keys[i]);
        struct gazetteer_slot *slot = slot_for(gazetteer, run);
        if (i + 1 < count)
            slot->held |= SLOT_MORE;
        else
            hold_name(gazetteer, slot, name);
    }
    if (count > 0) {
        uint64_t bit = (keys[0] ^ keys[0] >> 33) % FIRST_BITS;
        gazetteer->firsts[bit / 64] |= (uint64_t)1 << bit % 64;
    }
}

uint32_t gazetteer_find(const struct gazetteer *gazetteer, uint64_t run, bool *more)
{
    uint32_t held = gazetteer->slots[run_slot(gazetteer, run)].held;
    *more = held & SLOT_MORE;
    return (held & ~SLOT_MORE) - 1;
}

uint32_t gazetteer_within(const struct gazetteer *gazetteer, uint32_t place, struct str kind)
{
    for (int step = 0; step < ANCESTORS_MOST && place != GAZETTEER_NONE; step++) {
        if (str_eq(gazetteer->places[place].kind, kind))
            return place;
        place = gazetteer->places[place].parent;
    }
    return GAZETTEER_NONE;
}

bool gazetteer_is_in(const struct gazetteer *gazetteer, uint32_t place, uint32_t ancestor)
{
    for (int step = 0; step < ANCESTORS_MOST && place != GAZETTEER_NONE; step++) {
        if (place == ancestor)
            return true;
        place = gazetteer->places[place].parent;
    }
    return false;
}
