/* SPDX-License-Identifier: MIT */

/* place_code — postcodes and road numbers, which need no gazetteer.
 *
 * Takes   words of a post
 * Gives   a postcode's district (CF10 of CF10 3AA: the rest says too much about a person) or a road (A470)
 * Errors  none
 * Memory  writes the code into the room given
 * Cost    O(1) a word
 * After   the postcode areas of the Royal Mail and their form (BS 7666); Department for Transport road numbers */
#ifndef ANALYSIS_PLACE_CODE_H
#define ANALYSIS_PLACE_CODE_H

#include "words.h"

struct place_code {
    char text[8]; /* upper case, ends in NUL */
    const char *kind; /* "postcode" or "road" */
    size_t words;     /* that it takes */
};

bool place_code_at(const struct words *words, size_t at, struct place_code *code);

#endif
