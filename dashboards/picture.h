/* SPDX-License-Identifier: MIT */

/* picture — a chart as a PNG that stands by itself, on a slide or in a committee paper: heading, scale, dates, caption.
 *
 * Takes   a chart, its heading, the letters
 * Gives   PNG, PICTURE_WIDTH × PICTURE_HEIGHT
 * Errors  none; what is too long is cut at a word
 * Memory  the show's arena
 * Cost    O(pixels): some 10 ms */
#ifndef PICTURE_H
#define PICTURE_H

#include "figure.h"
#include "letters.h"

enum { PICTURE_WIDTH = 1200, PICTURE_HEIGHT = 640 };

struct str picture_png(const struct show *show, const struct letters *letters, struct str heading,
                       const struct chart *chart);

#endif
