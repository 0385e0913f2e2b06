/* SPDX-License-Identifier: MIT */

/* language — the language of a post and of each of its words.
 *
 * Takes   words; names of places already marked (WORD_PLACE) say nothing about the language
 * Gives   en, cy, mixed (both, each with a stretch of its own), und, or another language's code; how sure; the words
 *         that decided it; and each word's own language, which chooses its stemmer and lexicon
 * Errors  CONFIG: the model's file cannot be read
 * Memory  owns a language_model; evidence borrows nothing
 * Cost    25 ns a word
 * After   language_model.h for words in Latin and Cyrillic letters, the script itself for others; a two-state path
 *         (Viterbi 1967) for stretches of Welsh and English. One or two words that both languages know are und */
#ifndef ANALYSIS_LANGUAGE_H
#define ANALYSIS_LANGUAGE_H

#include "base/err.h"
#include "record/reading.h"
#include "words.h"

enum { LANGUAGE_EVIDENCE_MOST = 4 };

struct language_evidence {
    uint32_t start, end;
    double weight; /* nats for the language chosen; of a mixed post positive is Welsh, negative English */
};

struct language_reading {
    const char *code;
    double confidence; /* 0…1 */
    struct language_evidence evidence[LANGUAGE_EVIDENCE_MOST]; /* most telling first */
    size_t evidence_count;
};

struct language;

bool language_open(const char *path, struct language **language, struct err *err);
void language_free(struct language *language);

struct language_reading language_identify(struct language *language, struct words *words);

/* Puts language, confidence and evidence into a reading. */
void language_write(const struct language_reading *language, struct reading *reading);

/* Reads every word as of one language, for when a person has said which. */
void language_set(struct words *words, enum word_language language);

#endif
