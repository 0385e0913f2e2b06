/* SPDX-License-Identifier: MIT */

/* letters — words in a picture: one typeface in one size, drawn beforehand.
 *
 * Takes   assets/letters.txt: a letter a line, its code point, its width, and its greys in hexadecimal
 * Gives   text in a picture whose palette has LETTERS_GREYS shades from paper to ink; a letter that is not known is U+FFFD
 * Errors  INPUT: a line that is none of these, with its number
 * Memory  the arena given
 * Cost    O(pixels of the text)
 * After   DejaVu Sans */
#ifndef LETTERS_H
#define LETTERS_H

#include "base/err.h"
#include "png.h"

enum { LETTERS_HEIGHT = 28, LETTERS_BASELINE = 21, LETTERS_GREYS = 16, LETTERS_MOST = 1024 };

struct letter {
    uint32_t point;
    size_t width;
    struct str greys; /* LETTERS_HEIGHT rows of them */
};

struct letters {
    struct letter *items; /* by code point */
    size_t count;
};

bool letters_load(struct letters *letters, const char *path, struct arena *arena, struct err *err);
size_t letters_width(const struct letters *letters, struct str text);

/* With its base line at y; `paper` is the palette's first shade, paper itself. */
void letters_write(const struct letters *letters, struct png *png, size_t x, size_t y, struct str text,
                   unsigned char paper);

#endif
