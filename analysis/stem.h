/* SPDX-License-Identifier: MIT */

/* stem — from a word's form to the term that keywords match, in the word's own language.
 *
 * Takes   words whose language is set; an unknown language is read as English
 * Gives   each word's sense, and in a text word's the term and its hash: Porter's stem in English, the lemma in Welsh,
 *         the form otherwise
 * Errors  none
 * Memory  the words' own (vocabulary.h)
 * Cost    400 ns a word that has no such sense yet
 * After   Porter 2001, the English Snowball stemmer, through libstemmer; Welsh is welsh.h's */
#ifndef ANALYSIS_STEM_H
#define ANALYSIS_STEM_H

#include "welsh.h"
#include "words.h"

struct stem;

/* Borrows `welsh`, which must outlive it; NULL leaves Welsh words as they are. */
struct stem *stem_new(const struct welsh *welsh);
void stem_free(struct stem *stem);

void stem_words(struct stem *stem, struct words *words);

/* The term of one form, for compiling keywords and lexicons with what texts will be read with. */
struct str stem_term(struct stem *stem, enum word_language language, struct str form, struct arena *arena);

#endif
