/* SPDX-License-Identifier: MIT */

/* chart — numbers over time, drawn without a script: as SVG for pages, as PNG for letters.
 *
 * Takes   points in order, each with a label; `usual` draws what was to be expected beside what came
 * Gives   SVG with a title and a description that say the same in words, coloured by the page's style sheet;
 *         PNG in the palette of letters, without text: its labels and its words are beside it, or written by picture
 * Errors  none
 * Memory  the arena given
 * Cost    O(points) for SVG, O(pixels) for PNG: 30 KB while drawing
 * After   Tufte (1983): the data, the zero line and nothing else */
#ifndef CHART_H
#define CHART_H

#include "png.h"

enum { CHART_POINTS_MOST = 400 };

struct chart_point {
    struct str label; /* "20 Nov", or "14:00" */
    struct str words; /* what the point says, for a reader who does not see it: "20 Nov: 14 people" */
    struct str text;  /* its value alone: "14", "fewer than 3" */
    int64_t from_ms;
    bool known;
    double value, low, high; /* low and high: how sure; both 0: not drawn */
    double usual;            /* negative: not drawn */
    bool now;                /* the one that is spoken of */
};

struct chart {
    struct str title, words; /* for readers who do not see it */
    struct str caption;      /* how to read it */
    struct str what, unit;   /* what its points and its values are: "Day", "People" */
    const char *id;          /* unique on its page */
    const struct chart_point *points;
    size_t count;
    double least, most; /* of the scale; both 0: from the values, upward from 0 */
    bool line;          /* a line, else bars */
};

struct chart_scale {
    double least, most;
};

struct chart_scale chart_scale(const struct chart *chart);

/* How far from zero the points and their intervals reach, in whole tens from 20 to 100: the scale of a temperature. */
double chart_reach(const struct chart_point *points, size_t count);

struct str chart_svg(const struct chart *chart, struct arena *arena);
struct str chart_png(const struct chart *chart, struct arena *arena);

/* Part of a larger picture: of its palette CHART_TEXT is the first of LETTERS_GREYS shades for what is written. */
enum { CHART_TEXT = 6 };
struct chart_area {
    int x, y, width, height;
};
struct png chart_canvas(uint32_t width, uint32_t height, struct arena *arena);
void chart_draw(const struct chart *chart, struct png *png, struct chart_area area);

#endif
