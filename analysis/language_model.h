/* SPDX-License-Identifier: MIT */

/* language_model — what one word says about the language of its text.
 *
 * Takes   a folded word; the weights of analysis/data/language.bin
 * Gives   a score for each language in 1/64 nat: the sums of a text's words are its log-odds
 * Errors  CONFIG: a file that is none
 * Memory  the weights (520 KB), mapped
 * Cost    200 ns a word: who meets words again keeps what was said (vocabulary.h)
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

struct language_scores language_model_score(const struct language_model *model, struct str form);

/* What every text starts with. */
struct language_scores language_model_start(const struct language_model *model);

#endif
