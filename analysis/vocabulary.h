/* SPDX-License-Identifier: MIT */

/* vocabulary — what is known of a word, found once in a text and read by every step after.
 *
 * Takes   the words of a text, with room for what is kept between texts or without
 * Gives   each word's entry, and in it a sense for each language that the word is read as. A step that works something
 *         out of a word alone leaves it there: `language` its scores, `stem` the term, `phrases` the keys, `model` what its
 *         tables hold of it. An entry stays while the texts that met it are read, so that none looks again whether it is its own
 * Errors  none
 * Memory  32,768 entries of 128 B and as many senses of 576 B, taken as they are used; a word that finds no room, as all
 *         are of texts being read, or that is too long, has an entry in its text's arena. A word kept or not reads the same
 * Cost    a look-up a word; what it reads is sent for while other texts are read
 * After   slots.h; both languages of a council together have over 16,000 words in use */
#ifndef ANALYSIS_VOCABULARY_H
#define ANALYSIS_VOCABULARY_H

#include "language_model.h"
#include "model_word.h"
#include "slots.h"
#include "words.h"

enum { VOCABULARY_FORM_MOST = 24, VOCABULARY_LANGUAGES = 4, VOCABULARY_KEYS_MOST = 5 };

/* A word as one language's: two lines of the machine's memory, and seven of the model's. */
struct vocabulary_sense {
    const struct vocabulary_entry *of; /* NULL: empty */
    uint64_t term_hash;                /* of the term: what keywords match, its stem or lemma */
    const char *term;
    uint32_t term_len;
    char room[VOCABULARY_FORM_MOST]; /* for a short term */
    uint32_t reading;
    uint8_t language;
    bool has_term, has_keys;
    uint8_t key_count, begun;
    bool has_model, has_vector;
    uint32_t nodes[VOCABULARY_KEYS_MOST]; /* where keywords begin with it, so many as are begun, then 0 */
    uint32_t key_bits;                    /* one a key, of 32 */
    uint64_t keys[VOCABULARY_KEYS_MOST];  /* what keywords know it by: phrases.h */
    struct model_word model;
};

/* A word as it is written: two lines of the machine's memory. */
struct vocabulary_entry {
    uint64_t hash;
    char form[VOCABULARY_FORM_MOST];
    struct language_scores scores;
    struct vocabulary_sense *senses[VOCABULARY_LANGUAGES]; /* each for as long as it is of this entry and its language */
    uint32_t reading;                                      /* the last that met it */
    uint8_t form_len, kind;
    bool kept, has_scores, place_like;
};

struct vocabulary;

struct vocabulary *vocabulary_new(void);
void vocabulary_free(struct vocabulary *vocabulary);

/* The texts read before are done with: their entries may give way again. */
void vocabulary_begin(struct vocabulary *vocabulary);

/* Asks the memory for the words' entries where they were when last met, to be there when they are met again. */
void vocabulary_expect(struct words *words);

/* Gives each word its entry; does nothing if they have theirs. */
void vocabulary_meet(struct words *words);

/* Asks the memory for what steps but the model's read of the words' senses, once their languages are known. */
void vocabulary_expect_senses(const struct words *words);

struct vocabulary_sense *vocabulary_sense_anew(struct words *words, const struct word *word);

/* The word's sense in its language, empty if it was never read so. */
static inline struct vocabulary_sense *vocabulary_sense(struct words *words, const struct word *word)
{
    struct vocabulary_sense *sense = word->entry->senses[word->language];
    if (sense == NULL || sense->of != word->entry || sense->language != word->language)
        return vocabulary_sense_anew(words, word);
    sense->reading = word->entry->reading;
    return sense;
}

static inline struct str vocabulary_term(const struct vocabulary_sense *sense)
{
    return (struct str){sense->term, sense->term_len};
}

#endif
