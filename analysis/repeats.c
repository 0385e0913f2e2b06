/* SPDX-License-Identifier: MIT */
#include "repeats.h"

#include "base/banned.h"

enum { PLANES = 8, WORDS_MOST = 80, PLANES_FEW = 6, WORDS_FEW = 21 }; /* 80 words cast at most 240 votes a bit, 21 no more than 63 */

/* How many voted for each of 64 bits: plane p holds bit p of all 64 counts. */
struct votes {
    uint64_t planes[PLANES];
    unsigned cast;
};

/* Spreads the bits of a hash, so that each of them votes alone. */
static uint64_t mixed(uint64_t hash)
{
    hash ^= hash >> 33;
    hash *= 0xFF51AFD7ED558CCDu;
    hash ^= hash >> 33;
    hash *= 0xC4CEB9FE1A85EC53u;
    return hash ^ hash >> 33;
}

/* Two votes for a word and one for its pair with the word before, 0 if there is none: 64 additions at once, in so many planes. */
static inline void vote(struct votes *votes, size_t of, uint64_t word, uint64_t pair)
{
    uint64_t *planes = votes->planes, one = planes[0] & pair, both = planes[1] ^ one;
    uint64_t carry = (planes[1] & one) | (both & word);
    planes[0] ^= pair;
    planes[1] = both ^ word;
#pragma GCC unroll 8
    for (size_t plane = 2; plane < of; plane++) {
        uint64_t full = planes[plane] & carry;
        planes[plane] ^= carry;
        carry = full;
    }
}

/* The counts over half of the votes, compared from the highest plane down. */
static uint64_t majority(const struct votes *votes)
{
    uint64_t over = 0, even = ~(uint64_t)0;
    for (int plane = PLANES - 1; plane >= 0; plane--) {
        bool half = votes->cast >> 1 >> plane & 1;
        if (!half)
            over |= even & votes->planes[plane];
        even &= half ? votes->planes[plane] : ~votes->planes[plane];
    }
    return over;
}

static bool counts(const struct word *word)
{
    uint64_t rt = str_hash_byte(str_hash_byte(STR_HASH_START, 'r'), 't');
    return word->kind == WORD_TEXT && !(word->flags & WORD_DIGITS) && word->hash != rt;
}

static inline __attribute__((always_inline)) size_t cast(const struct words *words, size_t planes, struct votes *votes)
{
    uint64_t before = 0;
    size_t count = 0;
    for (size_t i = 0; i < words->count && count < WORDS_MOST; i++) {
        const struct word *word = &words->items[i];
        if (!counts(word))
            continue;
        vote(votes, planes, mixed(word->hash), count > 0 ? mixed(before * 31 + word->hash) : 0);
        before = word->hash;
        count++;
    }
    return count;
}

uint64_t repeats_likeness(const struct words *words)
{
    struct votes votes = {.planes = {0}};
    size_t count = words->count <= WORDS_FEW ? cast(words, PLANES_FEW, &votes) : cast(words, PLANES, &votes);
    votes.cast = count > 0 ? (unsigned)count * 3 - 1 : 0;
    return count < REPEATS_WORDS_LEAST ? 0 : majority(&votes);
}

bool repeats_is_near(uint64_t a, uint64_t b)
{
    return a != 0 && b != 0 && __builtin_popcountll(a ^ b) <= REPEATS_BITS_MOST;
}

void repeats_add(struct repeats_window *window, uint64_t likeness, uint64_t number)
{
    size_t at = window->count++ % REPEATS_WINDOW;
    window->likeness[at] = likeness;
    window->number[at] = number;
}

bool repeats_find(const struct repeats_window *window, uint64_t likeness, uint64_t *number)
{
    size_t held = window->count < REPEATS_WINDOW ? window->count : REPEATS_WINDOW;
    for (size_t back = 1; back <= held; back++) {
        size_t at = (window->count - back) % REPEATS_WINDOW;
        if (repeats_is_near(window->likeness[at], likeness)) {
            *number = window->number[at];
            return true;
        }
    }
    return false;
}
