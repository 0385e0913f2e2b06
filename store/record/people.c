/* SPDX-License-Identifier: MIT */
#include "record/people.h"

#include <math.h>

#include "base/hash.h"

#include "base/banned.h"

enum {
    REGISTER_BITS = 10,
    RANK_BITS = 32 - REGISTER_BITS,
    RANK_MOST = RANK_BITS + 1,
    FIRST_CAP = 4,
    HASH_BYTES = 4
};

uint32_t people_hash(struct str person)
{
    return (uint32_t)hash_u64(hash_plain(person));
}

static void sketch_add(struct people *people, uint32_t hash)
{
    uint32_t at = hash >> RANK_BITS, rest = hash << REGISTER_BITS;
    unsigned rank = rest == 0 ? RANK_MOST : (unsigned)__builtin_clz(rest) + 1;
    if (people->sketch[at] < rank)
        people->sketch[at] = (unsigned char)rank;
}

static void to_sketch(struct people *people, struct arena *arena)
{
    people->form = PEOPLE_SKETCH;
    people->sketch = arena_take(arena, PEOPLE_SKETCH_BYTES);
    for (uint32_t i = 0; i < people->count; i++)
        sketch_add(people, people->hashes[i]);
    people->hashes = NULL;
    people->count = people->cap = 0;
}

/* The first place at or after which `hash` belongs. */
static uint32_t place_of(const struct people *people, uint32_t hash)
{
    uint32_t low = 0, high = people->count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (people->hashes[middle] < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void grow(struct people *people, struct arena *arena)
{
    people->cap = people->cap == 0 ? FIRST_CAP : people->cap * 2;
    uint32_t *hashes = ARENA_ARRAY(arena, uint32_t, people->cap);
    if (people->count > 0)
        memcpy(hashes, people->hashes, people->count * sizeof *hashes);
    people->hashes = hashes;
}

static void exact_add(struct people *people, uint32_t hash, struct arena *arena)
{
    uint32_t at = place_of(people, hash);
    if (at < people->count && people->hashes[at] == hash)
        return;
    if (people->count == PEOPLE_EXACT_MOST) {
        to_sketch(people, arena);
        sketch_add(people, hash);
        return;
    }
    if (people->count == people->cap)
        grow(people, arena);
    memmove(people->hashes + at + 1, people->hashes + at, (people->count - at) * sizeof *people->hashes);
    people->hashes[at] = hash;
    people->count++;
}

void people_add(struct people *people, uint32_t hash, struct arena *arena)
{
    if (people->form == PEOPLE_EXACT)
        exact_add(people, hash, arena);
    else if (people->form == PEOPLE_SKETCH)
        sketch_add(people, hash);
    else
        people->plain++;
}

static void merge_sketch(struct people *people, const struct people *other, struct arena *arena)
{
    if (people->form == PEOPLE_EXACT)
        to_sketch(people, arena);
    for (int i = 0; i < PEOPLE_SKETCH_BYTES; i++)
        if (people->sketch[i] < other->sketch[i])
            people->sketch[i] = other->sketch[i];
}

void people_merge(struct people *people, const struct people *other, struct arena *arena)
{
    if (people->form == PEOPLE_PLAIN || other->form == PEOPLE_PLAIN) {
        int64_t both = people_count(people) + people_count(other);
        *people = (struct people){.form = PEOPLE_PLAIN, .plain = both};
    } else if (other->form == PEOPLE_SKETCH) {
        merge_sketch(people, other, arena);
    } else {
        for (uint32_t i = 0; i < other->count; i++)
            people_add(people, other->hashes[i], arena);
    }
}

static bool is_in(const struct people *people, uint32_t hash)
{
    uint32_t at = place_of(people, hash);
    return people->form != PEOPLE_EXACT || (at < people->count && people->hashes[at] == hash);
}

static void exact_remove(struct people *people, uint32_t hash)
{
    uint32_t at = place_of(people, hash);
    if (at == people->count || people->hashes[at] != hash)
        return;
    memmove(people->hashes + at, people->hashes + at + 1, (people->count - at - 1) * sizeof *people->hashes);
    people->count--;
}

void people_replace(struct people *people, const struct people *was, const struct people *now, struct arena *arena)
{
    if (people->form == PEOPLE_PLAIN) {
        int64_t left = people->plain + people_count(now) - people_count(was);
        people->plain = left > 0 ? left : 0;
        return;
    }
    for (uint32_t i = 0; people->form == PEOPLE_EXACT && was->form == PEOPLE_EXACT && i < was->count; i++)
        if (!is_in(now, was->hashes[i]))
            exact_remove(people, was->hashes[i]);
    people_merge(people, now, arena);
}

/* Ertl's sigma and tau: what registers that saw nothing, and those that are full, add to the sum. */
static double sigma(double x)
{
    if (x == 1)
        return INFINITY;
    double y = 1, z = x, before;
    do {
        x *= x;
        before = z;
        z += x * y;
        y += y;
    } while (z > before);
    return z;
}

static double tau(double x)
{
    if (x == 0 || x == 1)
        return 0;
    double y = 1, z = 1 - x, before;
    do {
        x = sqrt(x);
        before = z;
        y /= 2;
        z -= (1 - x) * (1 - x) * y;
    } while (z < before);
    return z / 3;
}

static int64_t estimate(const unsigned char sketch[PEOPLE_SKETCH_BYTES])
{
    const double m = PEOPLE_SKETCH_BYTES;
    int ranks[RANK_MOST + 1] = {0};
    for (int i = 0; i < PEOPLE_SKETCH_BYTES; i++)
        ranks[sketch[i]]++;
    double sum = m * tau(1 - ranks[RANK_MOST] / m);
    for (int rank = RANK_BITS; rank >= 1; rank--)
        sum = 0.5 * (sum + ranks[rank]);
    sum += m * sigma(ranks[0] / m);
    return (int64_t)llround(m * m / (2 * log(2)) / sum);
}

int64_t people_count(const struct people *people)
{
    if (people->form == PEOPLE_EXACT)
        return people->count;
    return people->form == PEOPLE_SKETCH ? estimate(people->sketch) : people->plain;
}

void people_forget(struct people *people)
{
    *people = (struct people){.form = PEOPLE_PLAIN, .plain = people_count(people)};
}

static void write_hash(struct buf *out, uint32_t hash)
{
    char bytes[HASH_BYTES] = {(char)(hash >> 24), (char)(hash >> 16 & 0xff), (char)(hash >> 8 & 0xff),
                              (char)(hash & 0xff)};
    buf_add(out, (struct str){bytes, HASH_BYTES});
}

void people_write(const struct people *people, struct buf *out)
{
    packed_put(out, people->form);
    if (people->form == PEOPLE_SKETCH) {
        buf_add(out, (struct str){(const char *)people->sketch, PEOPLE_SKETCH_BYTES});
        return;
    }
    packed_put(out, (uint64_t)people_count(people));
    for (uint32_t i = 0; people->form == PEOPLE_EXACT && i < people->count; i++)
        write_hash(out, people->hashes[i]);
}

static uint32_t read_hash(struct packed *in)
{
    struct str bytes = packed_take_bytes(in, HASH_BYTES);
    uint32_t hash = 0;
    for (size_t i = 0; i < bytes.len; i++)
        hash = hash << 8 | (unsigned char)bytes.ptr[i];
    return hash;
}

static void read_exact(struct packed *in, struct people *people, struct arena *arena)
{
    size_t count = packed_take_count(in, HASH_BYTES);
    in->bad = in->bad || count > PEOPLE_EXACT_MOST;
    if (in->bad || count == 0)
        return;
    people->count = people->cap = (uint32_t)count;
    people->hashes = ARENA_ARRAY(arena, uint32_t, count);
    for (size_t i = 0; i < count; i++) {
        people->hashes[i] = read_hash(in);
        in->bad = in->bad || (i > 0 && people->hashes[i] <= people->hashes[i - 1]);
    }
}

static void read_sketch(struct packed *in, struct people *people, struct arena *arena)
{
    struct str bytes = packed_take_bytes(in, PEOPLE_SKETCH_BYTES);
    people->sketch = arena_take(arena, PEOPLE_SKETCH_BYTES);
    for (size_t i = 0; i < bytes.len; i++) {
        people->sketch[i] = (unsigned char)bytes.ptr[i];
        in->bad = in->bad || people->sketch[i] > RANK_MOST;
    }
}

void people_read(struct packed *in, struct people *people, struct arena *arena)
{
    uint64_t form = packed_take(in);
    *people = (struct people){0};
    if (form == PEOPLE_EXACT) {
        read_exact(in, people, arena);
    } else if (form == PEOPLE_SKETCH) {
        people->form = PEOPLE_SKETCH;
        read_sketch(in, people, arena);
    } else {
        people->form = PEOPLE_PLAIN;
        people->plain = (int64_t)(packed_take(in) & INT32_MAX);
        in->bad = in->bad || form != PEOPLE_PLAIN;
    }
    if (in->bad)
        *people = (struct people){0};
}
