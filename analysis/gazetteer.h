/* SPDX-License-Identifier: MIT */

/* gazetteer — the names of a council's places, to be found in running text.
 *
 * Takes   a CSV with a header row: id,name,lang,kind,parent,lat,lon,require; rows of one id are its other names
 * Gives   places with their parents; names by the run of their words, with the spellings people use
 * Errors  CONFIG, FILE:LINE:COLUMN: a missing column or field, a parent that is no id, a number or a require that is
 *         none; over two million rows
 * Memory  owns everything: about 250 B a name
 * Cost    under 1 us a row to read, 10 ns to see that a word begins none
 * After   a hashed trie of words; names without `require` that are everyday words get one implied (place_danger.h) */
#ifndef ANALYSIS_GAZETTEER_H
#define ANALYSIS_GAZETTEER_H

#include "base/arena.h"
#include "base/err.h"
#include "words.h"

#define GAZETTEER_NONE UINT32_MAX

enum place_require {
    PLACE_IMPLIED, /* as long as a name is being read */
    PLACE_NOTHING, /* counts wherever it stands, in any case */
    PLACE_CAPITAL, /* written with a capital that the start of a sentence does not explain */
    PLACE_CUE      /* a capital and a word beside it that tells of a place */
};

struct place {
    struct str id, name, kind; /* name as the first row of the id gives it */
    uint32_t parent;           /* GAZETTEER_NONE: none */
    float lat, lon;
    bool has_point;
};

struct place_name {
    uint32_t place, next; /* next of the same spelling, or GAZETTEER_NONE */
    uint8_t require;
    bool given;  /* also a person's given name */
    bool joined; /* several words written as one */
};

struct place_danger;

struct gazetteer {
    struct arena arena;
    struct place_danger *danger; /* everyday words and people's names */
    struct place *places;
    size_t place_count, place_cap;
    struct place_name *names;
    size_t name_count, name_cap;
    struct gazetteer_slot *slots;
    size_t slot_count, slots_used;
    struct gazetteer_id *ids;
    size_t id_slots;
    uint64_t *firsts; /* bits: words that may begin a name */
};

bool gazetteer_read(const char *path, struct gazetteer **gazetteer, struct err *err);
void gazetteer_free(struct gazetteer *gazetteer);

uint32_t gazetteer_place(const struct gazetteer *gazetteer, struct str id);

/* The nearest ancestor-or-self of a kind ("ward"), or GAZETTEER_NONE. */
uint32_t gazetteer_within(const struct gazetteer *gazetteer, uint32_t place, struct str kind);
bool gazetteer_is_in(const struct gazetteer *gazetteer, uint32_t place, uint32_t ancestor);

/* Whether some name begins with this word (place_key.h); a rare yes is wrong. */
static inline bool gazetteer_begins(const struct gazetteer *gazetteer, uint64_t key)
{
    uint64_t bit = (key ^ key >> 33) % (1 << 19);
    return gazetteer->firsts[bit / 64] >> bit % 64 & 1;
}

/* The first name of exactly this run, or GAZETTEER_NONE; *more: longer names begin so. */
uint32_t gazetteer_find(const struct gazetteer *gazetteer, uint64_t run, bool *more);

/* What a reader of files calls; it may hold more than `rows` names. */
struct gazetteer *gazetteer_new(size_t rows);
uint32_t gazetteer_add_place(struct gazetteer *gazetteer, struct str id, bool *is_new);
void gazetteer_add_name(struct gazetteer *gazetteer, const uint64_t *keys, size_t count, struct place_name name);

#endif
