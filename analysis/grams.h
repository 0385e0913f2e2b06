/* SPDX-License-Identifier: MIT */

/* grams — a text as the rows of a table that the model adds up: words, pairs of words, and pieces of words.
 *
 * Takes   words that are split
 * Gives   a unit for each word, number, sign, emoji: its own row, its term's, the rows of its pieces (3 to 5 bytes),
 *         the row of the pair with the unit before, and one more if it stands after a negation
 * Errors  none
 * Memory  the scratch given, used again
 * Cost    O(bytes)
 * After   hashed features (Weinberger and others 2009) and subwords (Bojanowski and others 2017) */
#ifndef ANALYSIS_GRAMS_H
#define ANALYSIS_GRAMS_H

#include "words.h"

enum { GRAMS_ROW_BITS = 16, GRAMS_PIECES_MOST = 72, GRAMS_FORM_BYTES = 24, GRAMS_NONE = UINT32_MAX };

/* Sets the lemmas of Welsh apart from English words that are written like them. */
#define GRAMS_WELSH 0x94d049bb133111ebu

struct grams_unit {
    const struct word *word;
    uint32_t pair, negated; /* rows, or GRAMS_NONE */
};

/* What a unit is of its word alone. */
struct grams_word {
    struct str form;
    uint64_t key, term; /* hashes of its form and of its stem or lemma */
    uint64_t meaning;   /* what its vector is found by: a Welsh word by its lemma, any other by its form */
};

struct grams {
    struct grams_unit *units;
    size_t count, cap;
};

void grams_read(const struct words *words, struct grams *grams);
void grams_free(struct grams *grams);

struct grams_word grams_word(const struct word *word);

/* The word's own row, its term's, and those of its pieces; how many pieces. */
uint32_t grams_row(const struct grams_word *word);
uint32_t grams_term(const struct grams_word *word);
size_t grams_pieces(const struct grams_word *word, uint32_t rows[GRAMS_PIECES_MOST]);

#endif
