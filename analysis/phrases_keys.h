/* SPDX-License-Identifier: MIT */

/* phrases_keys — what a word is known by to keywords.
 *
 * Takes   a word of a keyword, or a word of a text with its sense
 * Gives   its key in a keyword; the keys that it may answer to in a text. They differ by how they are matched and in which
 *         language, so that Welsh "dim" is not English "dim"
 * Errors  none
 * Memory  the sense's
 * Cost    about 20 ns a word, once */
#ifndef ANALYSIS_PHRASES_KEYS_H
#define ANALYSIS_PHRASES_KEYS_H

#include "vocabulary.h"

static inline bool phrases_keys_is_number_sign(const struct word *word)
{
    return word->kind == WORD_SIGN && str_eq(word->form, STR("#"));
}

static inline bool phrases_keys_is_symbol(const struct word *word)
{
    return word->kind == WORD_EMOJI || word->kind == WORD_EMOTICON;
}

/* `exact` is as it is written; else by its term. */
uint64_t phrases_keys_of_keyword(const struct word *word, bool exact);

/* Of a Welsh word without its circumflexes, as it is often typed. */
uint64_t phrases_keys_bare(const struct word *word);

/* "sooo": its keys hang on more than its form. */
static inline bool phrases_keys_is_drawn_out(const struct word *word)
{
    return word->flags & WORD_DRAWN_OUT && !(word->flags & WORD_NEGATED) && word->language != WORD_WELSH;
}

/* Fills a sense with the keys of a word, whose own sense has its term. */
void phrases_keys_fill(struct vocabulary_sense *sense, const struct word *word);

#endif
