/* SPDX-License-Identifier: MIT */

/* language_model — what one word says about the language of its text.
 *
 * Takes   a folded word; the weights of analysis/data/language.bin
 * Gives   a score for each language in 1/64 nat: the sums of a text's words are its log-odds
 * Errors  CONFIG: a file that is none
 * Memory  the weights (520 KB) and 32,768 words kept (2 MB, slots.h)
 * Cost    10 ns a word met before, 200 ns a new one
 * After   logistic regression on hashed character n-grams (Joulin and others 2016, without the hidden layer), in
 *         whole numbers, so that every machine reads alike; data/make_language.py says what it was trained on */
#ifndef ANALYSIS_LANGUAGE_MODEL_H
#define ANALYSIS_LANGUAGE_MODEL_H

#include "base/err.h"
#include "base/str.h"

enum {
    LANGUAGE_MODEL_LANGUAGES = 16,
    LANGUAGE_MODEL_BUCKETS = 1 << 15,
    LANGUAGE_MODEL_FEATURES_MOST = 160,
    LANGUAGE_MODEL_UNIT = 64 /* scores to the nat */
};

/* The order of the scores; en and cy are the first two. */
extern const char *const language_model_codes[LANGUAGE_MODEL_LANGUAGES];

struct language_scores {
    int16_t of[LANGUAGE_MODEL_LANGUAGES];
};

/* Buckets of a word: its n-grams of 2 to 4 bytes with both ends marked, then, last, the word itself. */
size_t language_model_features(struct str form, uint16_t buckets[LANGUAGE_MODEL_FEATURES_MOST]);

struct language_model;

bool language_model_open(const char *path, struct language_model **model, struct err *err);
void language_model_free(struct language_model *model);

/* `hash` is str_hash(form). */
struct language_scores language_model_score(struct language_model *model, struct str form, uint64_t hash);

/* Ask the memory for what it holds of a word, to be there when its score is wanted: first for where that is, of all words
 * of a text, then for that. */
void language_model_expect(const struct language_model *model, uint64_t hash);
void language_model_fetch(struct language_model *model, uint64_t hash);

/* What every text starts with. */
struct language_scores language_model_start(const struct language_model *model);

#endif
