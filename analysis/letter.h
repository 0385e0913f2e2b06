/* SPDX-License-Identifier: MIT */

/* letter — what one code point is to a reader of short posts, and how it folds.
 *
 * Takes   code points, ASCII bytes among them
 * Gives   its kind; its lower case; its lower case without diacritics (ŵ -> w, ß -> ss); the Latin letter that a
 *         Cyrillic or Greek one imitates
 * Errors  none
 * Memory  one static table of 1,300 entries, made at the first call
 * Cost    O(1); a table for ASCII and Latin, utf8proc for the rest
 * After   Unicode categories; confusables of UTS 39 for the letters that spam really uses */
#ifndef ANALYSIS_LETTER_H
#define ANALYSIS_LETTER_H

#include "base/str.h"

enum letter_kind {
    LETTER_SIGN, /* punctuation, symbols, everything else that is seen */
    LETTER_LETTER,
    LETTER_DIGIT,
    LETTER_SPACE,
    LETTER_APOSTROPHE, /* ' ’ ‘ ʼ ´ ` */
    LETTER_HYPHEN,     /* - ‐ ‑ */
    LETTER_MARK,       /* combines with the letter before it */
    LETTER_EMOJI,
    LETTER_NOTHING, /* zero width, soft hyphen, direction marks: never part of a form */
};

struct letter_fold {
    char form[4], plain[4]; /* UTF-8, not ended by NUL */
    uint8_t form_len, plain_len;
    bool upper;
};

/* Of an ASCII byte, from a table. */
extern const uint8_t letter_ascii[128];

static inline enum letter_kind letter_kind_ascii(unsigned char byte)
{
    return (enum letter_kind)letter_ascii[byte & 0x7F];
}

enum letter_kind letter_kind_wide(struct str text, size_t *at, uint32_t *point);

/* Of the code point at *at, which moves past it. *at < text.len. */
static inline enum letter_kind letter_kind(struct str text, size_t *at, uint32_t *point)
{
    unsigned char byte = (unsigned char)text.ptr[*at];
    if (byte >= 0x80)
        return letter_kind_wide(text, at, point);
    *point = byte;
    (*at)++;
    return letter_kind_ascii(byte);
}

struct letter_fold letter_fold(uint32_t point);

/* A lower-case letter and a combining mark as one code point, if Welsh or a neighbour writes it so; else 0. */
uint32_t letter_compose(uint32_t letter, uint32_t mark);

/* Cyrillic and Greek letters; and the Latin letter one of them looks like, or itself. */
bool letter_is_foreign(uint32_t point);
uint32_t letter_lookalike(uint32_t point);

#endif
