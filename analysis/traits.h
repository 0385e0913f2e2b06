/* SPDX-License-Identifier: MIT */

/* traits — what the rules found in a text, as the numbers that the model takes beside the words.
 *
 * Takes   sentiment, cues of classes and issues, words, language
 * Gives   TRAITS numbers of about -1 … 1, each named in traits_names
 * Errors  none
 * Memory  the array given
 * Cost    O(words) */
#ifndef ANALYSIS_TRAITS_H
#define ANALYSIS_TRAITS_H

#include "classes.h"
#include "sentiment.h"

enum { TRAITS = 107 };

struct traits_source {
    const struct words *words;
    const struct phrases_text *text;
    const struct sentiment *sentiment;
    const struct classes *classes;
    const struct cues *class_cues, *issue_cues;
    struct str language;
};

void traits_read(const struct traits_source *source, float traits[TRAITS]);

#endif
