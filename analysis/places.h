/* SPDX-License-Identifier: MIT */

/* places — the places a post really means.
 *
 * Takes   words, each with its language; a gazetteer, or none; what the source says of where the post is from
 * Gives   places in order of the text, the longest name winning, each once; postcodes as districts and road numbers
 *         are places of their own; parents are not added
 * Errors  none: a name that may be several places and nothing tells which is left out
 * Memory  borrows from the gazetteer; codes are written into the arena
 * Cost    about 40 ns a word
 * After   longest match over the gazetteer's runs; mutations undone (welsh.h) where something mutates; names that are
 *         everyday words or people's need what their `require` says. A place's name used for a football club or a
 *         council is still taken for the place */
#ifndef ANALYSIS_PLACES_H
#define ANALYSIS_PLACES_H

#include "gazetteer.h"
#include "record/post.h"
#include "record/reading.h"
#include "words.h"

struct places_hint {
    bool has_point;
    double lat, lon;
    struct str ward; /* a place the source names, by id or name; or absent */
};

struct place_found {
    struct reading_place place;
    uint32_t start, end; /* bytes into the text; both 0 if only the source says so */
};

size_t places_find(const struct gazetteer *gazetteer, const struct words *words, const struct places_hint *hint,
                   struct arena *arena, struct place_found found[READING_PLACES_MOST]);

/* The same for a post with its source's hints, into its reading: places, and "place:ID" as evidence of each. */
void places_read(const struct gazetteer *gazetteer, const struct words *words, const struct post *post,
                 struct arena *arena, struct reading *reading);

#endif
