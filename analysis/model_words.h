/* SPDX-License-Identifier: MIT */

/* model_words — what the model's tables hold of a word, added up once and kept.
 *
 * Takes   the model's file; units of a text
 * Gives   the sums of a unit's own row, its term's, its English term's and its pieces', for the heads and for the topics; its
 *         vector
 * Errors  none
 * Memory  owns 32,768 words of 512 B (16 MB, taken as they are used); what is given stays until the next unit is asked for
 * Cost    a look-up a word that is kept; about 60 rows from all over the file for one that is not, which is half a
 *         microsecond. What a text needs is best fetched first, for all its units
 * After   slots.h; both languages of a council together have over 16,000 words in use */
#ifndef ANALYSIS_MODEL_WORDS_H
#define ANALYSIS_MODEL_WORDS_H

#include "model_file.h"
#include "slots.h"

struct model_word {
    _Alignas(64) uint64_t key, term, meaning; /* of the unit */
    float rows[MODEL_LANES];   /* its own, its term's, its English term's, and the mean of its pieces', not yet scaled */
    float topics[MODEL_TOPIC]; /* the same of the rows of topics */
    int8_t vector[MODEL_VECTOR];
    int16_t trios[MODEL_TRIOS]; /* what its vector says of three words that it is among */
    bool filled, has_vector;
};

struct model_words {
    const struct model_file *file;
    struct slots slots;
};

void model_words_init(struct model_words *words, const struct model_file *file);
void model_words_free(struct model_words *words);

/* Asks the memory for what tells where the unit's word is. */
void model_words_expect(const struct model_words *words, const struct grams_unit *unit);

/* Where the unit's word is or will be; asks the memory for it. */
struct model_word *model_words_fetch(struct model_words *words, const struct grams_unit *unit);

void model_words_fill(const struct model_words *words, const struct grams_unit *unit, struct model_word *word);

/* `word` is what model_words_fetch gave for the unit; another may have taken its place since. */
static inline void model_words_ready(const struct model_words *words, const struct grams_unit *unit, struct model_word *word)
{
    bool ready = word->filled && word->key == unit->key && word->term == unit->term && word->meaning == unit->meaning;
    if (!ready)
        model_words_fill(words, unit, word);
}

/* A row's number, among the rows of topics. */
static inline const int8_t *model_topics_of(const struct model_file *file, uint32_t row)
{
    return file->topics[row >> (GRAMS_ROW_BITS - MODEL_TOPIC_BITS)];
}

#endif
