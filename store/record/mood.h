/* SPDX-License-Identifier: MIT */

/* mood — the temperature of a cell, -100 to +100, with a 95 % interval that honours small numbers.
 *
 * Takes   posts, their people, the sum and the sum of squares of sentiment (-1…1); the same of the parent cell (the
 *         issue of an issue in a place, the council of an issue), and how far the parent's children lie apart
 * Gives   the mood, drawn towards the parent's the more the fewer people it comes from; not known under three people
 * Errors  none
 * Memory  none
 * Cost    O(1); mood_spread O(children)
 * After   James and Stein 1961 and Efron and Morris 1975, "Data analysis using Stein's estimator": cells borrow from
 *         their parent; the spread is DerSimonian and Laird's 1986 moment estimate. We count people, not posts, as
 *         the size of a sample, because the posts of one person are not independent, and keep the spread above
 *         MOOD_SPREAD_LEAST, so that what is new in one cell is never drawn away altogether */
#ifndef STORE_RECORD_MOOD_H
#define STORE_RECORD_MOOD_H

#include "record/summary.h"

enum { MOOD_PEOPLE_LEAST = 3 };

#define MOOD_SPREAD_LEAST 0.1 /* standard deviation between children, of sentiment */

struct mood_sums {
    int64_t people, posts;
    double sum, squares; /* of sentiment, over posts */
};

/* The standard deviation between the true means of cells with the same parent. */
double mood_spread(const struct mood_sums *children, size_t count);

/* `parent` NULL: nothing to borrow from (the whole council). */
struct summary_mood mood_of(const struct mood_sums *cell, const struct mood_sums *parent, double spread);

#endif
