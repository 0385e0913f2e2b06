/* SPDX-License-Identifier: MIT */
#include "repeats.h"

#include "base/banned.h"

enum { BITS = 64, WORDS_MOST = 80, WORD_WEIGHT = 2, PAIR_WEIGHT = 1 }; /* 80 words cast at most 240 votes a bit */

/* How many voted for each bit: eight counters of a byte in each number. */
struct votes {
    uint64_t of[8];
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

/* The bits of a byte, each in a byte of its own (the multiplication puts a copy in each, the mask picks one). */
static uint64_t spread(uint64_t byte)
{
    uint64_t picked = (byte * 0x0101010101010101u) & 0x8040201008040201u;
    return (picked + 0x7F7F7F7F7F7F7F7Fu) >> 7 & 0x0101010101010101u;
}

static void vote(struct votes *votes, uint64_t hash, unsigned weight)
{
    for (int i = 0; i < 8; i++)
        votes->of[i] += spread(hash >> i * 8 & 0xFF) * weight;
    votes->cast += weight;
}

static uint64_t majority(const struct votes *votes)
{
    uint64_t bits = 0;
    for (int bit = 0; bit < BITS; bit++)
        bits |= (uint64_t)((votes->of[bit / 8] >> bit % 8 * 8 & 0xFF) * 2 > votes->cast) << bit;
    return bits;
}

static bool counts(const struct word *word)
{
    return word->kind == WORD_TEXT && !(word->flags & WORD_DIGITS) && !str_eq(word->form, STR("rt"));
}

uint64_t repeats_likeness(const struct words *words)
{
    struct votes votes = {.cast = 0};
    uint64_t before = 0;
    size_t count = 0;
    for (size_t i = 0; i < words->count && count < WORDS_MOST; i++) {
        const struct word *word = &words->items[i];
        if (!counts(word))
            continue;
        vote(&votes, mixed(word->hash), WORD_WEIGHT);
        if (count > 0)
            vote(&votes, mixed(before * 31 + word->hash), PAIR_WEIGHT);
        before = word->hash;
        count++;
    }
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
