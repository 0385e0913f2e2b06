/* SPDX-License-Identifier: MIT */

/* map — where people write about, as a picture that needs nothing from elsewhere.
 *
 * Takes   places with their points, how many people named each; of places that nobody named the points, for the shape
 *         of the area
 * Gives   SVG with a title and a description; circles by area as many as people, the busiest with their names, those
 *         that would lie over another left out. It holds no links: a list beside it says the same
 * Errors  none
 * Memory  the arena given
 * Cost    O(places), names O(names shown squared)
 * After   proportional symbols (Flannery 1971 without his correction); degrees of longitude shortened by the latitude */
#ifndef MAP_H
#define MAP_H

#include "base/arena.h"

enum { MAP_PLACES_MOST = 200, MAP_OTHERS_MOST = 3000 };

struct map_place {
    double lat, lon;
    struct str name, words; /* words: "Riverside: 25 people" */
    int64_t people;         /* 0: too few to be told */
    const char *side;       /* "below", "above" or "level" */
};

struct map_point {
    double lat, lon;
};

struct map {
    struct str title, words;
    const struct map_place *places; /* by people, most first */
    size_t count;
    const struct map_point *others;
    size_t other_count;
};

struct str map_svg(const struct map *map, struct arena *arena); /* of at least one place */

#endif
