/* SPDX-License-Identifier: MIT */

/* png — a small picture of few colours, as a file.
 *
 * Takes   a palette and one byte a pixel, row after row
 * Gives   PNG, indexed colour, 8 bits, deflated by zlib
 * Errors  none
 * Memory  the arena given
 * Cost    O(pixels)
 * After   PNG specification, third edition (W3C 2023) */
#ifndef PNG_H
#define PNG_H

#include "base/arena.h"

struct png {
    uint32_t width, height;
    const uint32_t *palette; /* 0xRRGGBB */
    size_t colours;
    unsigned char *pixels;
};

void png_fill(struct png *png, int x, int y, int width, int height, unsigned char colour); /* cut at the edges */
struct str png_encode(const struct png *png, struct arena *arena);

#endif
