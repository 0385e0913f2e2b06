/* SPDX-License-Identifier: MIT */

/* place_danger — which names of places are everyday words or people's names.
 *
 * Takes   analysis/data/common_words.txt and people_names.txt
 * Gives   what a name of a gazetteer that says nothing about it must have beside it
 * Errors  CONFIG: a file that cannot be read
 * Memory  owns both lists: about 1.5 MB
 * Cost    4 ms to open, 100 ns a word
 * After   data/make_common_words.py counts what people write without a capital */
#ifndef ANALYSIS_PLACE_DANGER_H
#define ANALYSIS_PLACE_DANGER_H

#include "base/table.h"
#include "gazetteer.h"

struct place_danger {
    struct table common, given;
};

bool place_danger_open(struct place_danger *danger, struct err *err);
void place_danger_free(struct place_danger *danger);

bool place_danger_is_common(const struct place_danger *danger, struct str word);
/* Also as it is typed without diacritics and apostrophe: Llŷn, Ty'n. */
bool place_danger_is_everyday(const struct place_danger *danger, const struct word *word);
bool place_danger_is_given(const struct place_danger *danger, struct str word);

/* Of the words of a name. */
struct place_danger_counts {
    size_t words, everyday, given, bytes;
};

enum place_require place_danger_require(const struct place_danger_counts *counts);

#endif
