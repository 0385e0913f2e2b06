/* SPDX-License-Identifier: MIT */

/* place_key — the words of a place's name as they are compared: plain, unabbreviated, hashed.
 *
 * Takes   words of a name or of a post
 * Gives   a hash for each word, for a run of words, and for the run written as one
 * Errors  none
 * Memory  none
 * Cost    O(bytes)
 * After   what people write: no circumflex, hyphen or apostrophe, St for Street and Saint, 'r for the Welsh article */
#ifndef ANALYSIS_PLACE_KEY_H
#define ANALYSIS_PLACE_KEY_H

#include "words.h"

enum { PLACE_KEY_WORDS_MOST = 8 };

/* Words that can be part of a name: text and numbers; a compound counts by its parts. */
static inline bool place_key_counts(const struct word *word)
{
    return word->kind == WORD_TEXT || word->kind == WORD_NUMBER;
}

/* `first` in the name: there "St" is Saint, elsewhere Street. */
uint64_t place_key_word(const struct word *word, bool first);

/* Of a word that owns (Cardiff's, Road's), what it is without that; else 0. */
uint64_t place_key_owner(const struct word *word);

/* Adds a word to the run before it; 0 starts one. Never 0. */
uint64_t place_key_run(uint64_t run, uint64_t word);

/* Of letters alone: what joins the words of a name without spaces. */
uint64_t place_key_join(uint64_t joined, struct str plain);

#endif
