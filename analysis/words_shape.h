/* SPDX-License-Identifier: MIT */

/* words_shape — where a word, number, tag, handle, link, emoticon or emoji ends.
 *
 * Takes   a text and the offset something begins at
 * Gives   the offset it ends at; 0 where the header says so, if there is no such thing there
 * Errors  none
 * Memory  borrows the text
 * Cost    O(bytes of what was found); a look-ahead is bounded, so that no text costs over O(bytes) in all
 * After   RFC 3986 for where a link stops, in the reading of mail programs: not at its last full stop */
#ifndef ANALYSIS_WORDS_SHAPE_H
#define ANALYSIS_WORDS_SHAPE_H

#include "base/str.h"

enum { WORDS_HYPHENS_MOST = 8 };

/* Letters and digits, with apostrophes, hyphens and masking stars between them. */
struct words_run {
    size_t start, end;
    size_t apostrophe; /* the last one inside, or 0 */
    size_t hyphens[WORDS_HYPHENS_MOST], hyphen_ends[WORDS_HYPHENS_MOST];
    size_t hyphen_count;
};

struct words_run words_shape_run(struct str text, size_t at);

/* The first part is a prefix that does not stand alone: e-bost, di-waith, cyd-destun, t-shirt. */
bool words_shape_prefixed(struct str text, const struct words_run *run);

/* What follows the apostrophe ends the piece and is a Welsh clitic: mae'r, i'w, o'n. */
bool words_shape_clitic(struct str piece, size_t apostrophe);

/* 'r 'n 'sdim 'na standing alone. */
bool words_shape_opening_clitic(struct str text, size_t at, size_t *end);

/* `at` if letters follow at once, so that it is a word. */
size_t words_shape_number(struct str text, size_t at);

/* Each 0 if it is none. */
size_t words_shape_tag(struct str text, size_t at);
size_t words_shape_handle(struct str text, size_t at);
size_t words_shape_link(struct str text, size_t at);
size_t words_shape_emoticon(struct str text, size_t at);

/* PortTalbot, Bins2026, AGM_today: the end of the part that begins at `from`. */
size_t words_shape_tag_part(struct str text, size_t from, size_t end);

size_t words_shape_emoji(struct str text, size_t at);
bool words_shape_is_tone(uint32_t point); /* skin tone or variation selector */
bool words_shape_is_nose(struct str text, size_t start, size_t at, size_t end);
size_t words_shape_signs(struct str text, size_t at);
bool words_shape_ends_sentence(struct str signs);

#endif
