/* SPDX-License-Identifier: MIT */
#include "grams.h"

#include <stdlib.h>

#include "base/err.h"
#include "vocabulary.h"

#include "base/banned.h"

enum { SIGNS_KEPT = 3, NEGATED_MOST = 4, NEGATOR_SLOTS = 256 };

static const uint64_t pair_salt = 0x9ddfea08eb382d69, negated_salt = 0xc2b2ae3d27d4eb4f, piece_salt = 0x165667b19e3779f9,
                      term_salt = 0x27d4eb2f165667c5;

static uint32_t row_of(uint64_t key)
{
    key *= 0x9e3779b97f4a7c15u;
    return (uint32_t)(key >> (64 - GRAMS_ROW_BITS));
}

uint32_t grams_row(const struct grams_word *word)
{
    return row_of(word->key);
}

uint32_t grams_term(const struct grams_word *word)
{
    return row_of(word->term ^ term_salt);
}

size_t grams_pieces(const struct grams_word *word, uint32_t rows[GRAMS_PIECES_MOST])
{
    char text[GRAMS_FORM_BYTES + 2];
    size_t len = word->form.len < GRAMS_FORM_BYTES ? word->form.len : GRAMS_FORM_BYTES, count = 0;
    text[0] = '<';
    memcpy(text + 1, word->form.ptr, len);
    text[len + 1] = '>';
    for (size_t start = 0; start + 3 <= len + 2; start++) {
        uint64_t hash = piece_salt;
        for (size_t at = start; at < len + 2 && at < start + 5; at++) {
            hash = (hash ^ (unsigned char)text[at]) * 0x100000001b3u;
            if (at >= start + 2)
                rows[count++] = row_of(hash ^ hash >> 29);
        }
    }
    return count;
}

/* Handles, links and numbers are read by their kind alone. */
static struct str form_of(const struct word *word)
{
    switch (word->kind) {
    case WORD_HANDLE:
        return STR("@");
    case WORD_LINK:
        return STR("://");
    case WORD_NUMBER:
        return word->form.len == 4 ? STR("0000") : word->form.len > 4 ? STR("00000") : STR("0");
    case WORD_SIGN:
        return str_cut(word->form, 0, word->form.len < SIGNS_KEPT ? word->form.len : SIGNS_KEPT);
    default:
        return word->form;
    }
}

/* The words that negate what follows, by their hash: most words are told apart from them by one look. */
static uint64_t negators[NEGATOR_SLOTS];

static uint64_t *negator_slot(uint64_t hash)
{
    size_t at = hash % NEGATOR_SLOTS;
    while (negators[at] != 0 && negators[at] != hash)
        at = (at + 1) % NEGATOR_SLOTS;
    return &negators[at];
}

static void negators_make(void)
{
    static const char *const words[] = {"not",  "no",   "never", "without", "cant", "dont",   "didnt",  "wont", "nobody",
                                        "none", "dim",  "ddim",  "heb",     "byth", "neb",    "nid",    "na",   "sdim",
                                        "isnt", "wasnt", "hasnt", "havent", "aint", "cannot", "hardly"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        uint64_t hash = str_hash(str_from(words[i]));
        *negator_slot(hash) = hash;
    }
}

static inline bool negates(const struct word *word)
{
    return word->flags & WORD_NEGATED || *negator_slot(word->hash) == word->hash;
}

static uint64_t key_of(const struct word *word)
{
    struct str form = form_of(word);
    return form.ptr == word->form.ptr && form.len == word->form.len ? word->hash : str_hash(form);
}

struct grams_word grams_word(const struct word *word)
{
    uint64_t key = key_of(word), term = word->kind == WORD_TEXT ? word->sense->term_hash : key;
    bool welsh = word->kind == WORD_TEXT && word->language == WORD_WELSH;
    return (struct grams_word){form_of(word), key, term, welsh ? term ^ GRAMS_WELSH : key};
}

static void make_room(struct grams *grams, size_t count)
{
    if (count <= grams->cap)
        return;
    grams->cap = count * 2;
    grams->units = realloc(grams->units, grams->cap * sizeof *grams->units);
    MUST(grams->units != NULL);
}

void grams_read(const struct words *words, struct grams *grams)
{
    uint64_t before = 0;
    int negated = 0;
    if (grams->units == NULL)
        negators_make();
    make_room(grams, words->count);
    struct grams_unit *unit = grams->units;
    for (const struct word *word = words->items; word < words->items + words->count; word++) {
        if (word->kind == WORD_COMPOUND)
            continue;
        bool text = word->kind == WORD_TEXT;
        uint64_t key = text ? word->hash : key_of(word);
        *unit++ = (struct grams_unit){.word = word,
                                      .pair = row_of((before * 31 + key) ^ pair_salt),
                                      .negated = negated > 0 && text ? row_of(key ^ negated_salt) : GRAMS_NONE};
        before = key;
        negated = word->kind == WORD_SIGN ? 0 : text && negates(word) ? NEGATED_MOST : negated - 1;
    }
    grams->count = (size_t)(unit - grams->units);
}

void grams_free(struct grams *grams)
{
    free(grams->units);
    *grams = (struct grams){0};
}
