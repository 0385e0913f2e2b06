/* SPDX-License-Identifier: MIT */

/* sentiment — what the words of a text feel like, by rules that can be read.
 *
 * Takes   a text's words, and the lexicon's entries among the keywords met in it
 * Gives   a compound of -1 … 1, what it was added up from, and the marks (token spans) with their weights
 * Errors  none; marks over SENTIMENT_MARKS_MOST are passed over
 * Memory  the struct given
 * Cost    O(keywords met)
 * After   VADER (Hutto, Gilbert 2014): boosters, negation, contrast, capitals, exclamation; ours are boosters that
 *         follow (Welsh iawn), letters drawn out, politeness kept apart, and that what is denied is felt as a lack */
#ifndef ANALYSIS_SENTIMENT_H
#define ANALYSIS_SENTIMENT_H

#include "lexicon.h"

enum { SENTIMENT_MARKS_MOST = 512 };

struct sentiment_mark {
    uint32_t first, last; /* tokens */
    uint8_t role;
    bool negated; /* of what negates: it turned something */
    double value; /* of valence marks, after every rule */
};

struct sentiment {
    double compound, positive, negative; /* negative is below 0 */
    double polite;                       /* not in the compound */
    double first, final_;                /* of the first and the last mark with a valence */
    double strongest_positive, strongest_negative;
    unsigned negations, boosters, exclamations, questions, ellipses, shouted, contrasts, positives, negatives;
    struct sentiment_mark marks[SENTIMENT_MARKS_MOST];
    size_t mark_count;
};

void sentiment_read(const struct lexicon *lexicon, const struct words *words, const struct phrases_text *text,
                    struct sentiment *sentiment);

/* A sum of valences on the scale of -1 … 1. */
double sentiment_squash(double sum);

#endif
