/* SPDX-License-Identifier: MIT */

/* place_cue — what stands beside a name: words that tell of a place, or of a person.
 *
 * Takes   words of a post and the run of them that is a name
 * Gives   how well the words before and after fit a place; whether they make it a person's or a thing's name
 * Errors  none
 * Memory  none
 * Cost    a few comparisons a name found
 * After   hand-written lists, both languages; checked with tests/accuracy/test_places.py */
#ifndef ANALYSIS_PLACE_CUE_H
#define ANALYSIS_PLACE_CUE_H

#include "words.h"

enum place_cue {
    PLACE_CUE_NONE,
    PLACE_CUE_WEAK, /* to, from, at, of: also said of people */
    PLACE_CUE_STRONG /* in, near, yn; council, road, beach after it */
};

/* `first` and `last` are the name's words. */
enum place_cue place_cue_beside(const struct words *words, size_t first, size_t last);

/* Part of a longer name, a person's or a thing's: Barry Jones, Mr Bolton, Cheddar cheese, sent to Coventry. */
bool place_cue_is_other(const struct words *words, size_t first, size_t last, bool given);

/* Town centre, village hall … after it: so sure that the name needs no capital. */
bool place_cue_is_certain(const struct words *words, size_t last);

/* The bath, my hope: an everyday word after an article or an owner is that word. */
bool place_cue_is_owned(const struct words *words, size_t first, size_t last);

/* On, along, ar lawr … before it, where a name of several words is a place's in small letters too. */
bool place_cue_beside_street(const struct words *words, size_t first);

/* A street that only has the place's name, and is elsewhere: Newport Road, Heol Casnewydd. */
bool place_cue_is_street(const struct words *words, size_t first, size_t last);

/* A Welsh word that makes the next one mutate: i, o, yn, ar, ym … or an article before a feminine name. */
bool place_cue_mutates(const struct words *words, size_t first);

/* A word that Welsh names of one word begin with: Pont y pridd is Pontypridd. */
bool place_cue_starts_name(const struct word *word);

#endif
