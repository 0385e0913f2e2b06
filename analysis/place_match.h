/* SPDX-License-Identifier: MIT */

/* place_match — names of a gazetteer in a post, before it is decided which place each one is.
 *
 * Takes   words with their languages; a gazetteer
 * Gives   runs of words that are a name and have beside them what the name requires
 * Errors  none: over PLACE_MATCHES_MOST the rest of the post is not looked at
 * Memory  none of its own
 * Cost    about 40 ns a word
 * After   see places.h */
#ifndef ANALYSIS_PLACE_MATCH_H
#define ANALYSIS_PLACE_MATCH_H

#include "gazetteer.h"
#include "words.h"

enum { PLACE_MATCHES_MOST = 32 };

struct place_match {
    size_t first, last; /* words */
    uint32_t name;      /* first of the names so spelled */
    bool unsure;        /* counts only beside another place */
};

/* At the word `at`: the longest name that may count there. */
bool place_match_at(const struct gazetteer *gazetteer, const struct words *words, size_t at, struct place_match *match);

#endif
