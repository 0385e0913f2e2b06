/* SPDX-License-Identifier: MIT */

/* cycle — whether buckets that are only numbered are days or weeks, told by what comes round in them.
 *
 * Takes   counts of each series, a bucket after the other, as they are seen
 * Gives   true if, over all series, what was so many buckets ago tells of a year of 52 and not of a week of 7
 * Errors  none; without three years of weeks, or in doubt, they are days
 * Memory  the struct
 * Cost    O(buckets) a series
 * After   the correlogram (Schuster 1906): likeness to oneself a year ago against half a year ago, a week ago against
 *         half a week ago; of roots of counts, so that one outbreak is not all there is */
#ifndef ANALYSIS_CYCLE_H
#define ANALYSIS_CYCLE_H

#include <stdbool.h>
#include <stddef.h>

enum { CYCLE_LEAST = 156, CYCLE_MOST = 2600 }; /* buckets: three years of weeks, fifty */

struct cycle {
    double yearly, weekly, pairs; /* sums over series, weighed by their buckets */
};

/* Counts of CYCLE_LEAST to CYCLE_MOST buckets; they are changed. */
void cycle_see(struct cycle *cycle, double *counts, size_t buckets);
bool cycle_is_weeks(const struct cycle *cycle);

#endif
