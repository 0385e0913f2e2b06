/* SPDX-License-Identifier: MIT */

/* model_word — what the model's tables hold of a word, added up once.
 *
 * Takes   the model's file; a word as grams.h knows it
 * Gives   the sums of its own row, its term's, its English term's and its pieces', for the heads and for the topics; its
 *         vector, if it has one
 * Errors  none
 * Memory  seven lines of the machine's, in the word's sense: vocabulary.h
 * Cost    about 60 rows from all over the file, which is half a microsecond */
#ifndef ANALYSIS_MODEL_WORD_H
#define ANALYSIS_MODEL_WORD_H

#include <stdbool.h>
#include <stdint.h>

enum {
    MODEL_LANES = 16, /* heads, padded */
    MODEL_TOPIC = 32, /* numbers that a text's issues are read from */
    MODEL_VECTOR = 64,
    MODEL_TRIO = 32,             /* numbers that three words in a row give */
    MODEL_TRIOS = 3 * MODEL_TRIO /* of a word as the first of the three, as the second, as the last */
};

struct model_word {
    float rows[MODEL_LANES];     /* its own, its term's, its English term's, and the mean of its pieces', not yet scaled */
    float topics[MODEL_TOPIC];   /* the same of the rows of topics */
    int8_t vector[MODEL_VECTOR]; /* 0 if it has none */
    int16_t trios[MODEL_TRIOS];  /* what its vector says of three words that it is among */
};

struct model_file;
struct grams_word;

/* False if it has no vector. */
bool model_word_fill(const struct model_file *file, const struct grams_word *of, struct model_word *word);

#endif
