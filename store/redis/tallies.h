/* SPDX-License-Identifier: MIT */

/* tallies — how many people, and how they felt, over time: the series behind charts and exports.
 *
 * Takes   what to count (record/tally.h), from when to when, in hours, days, weeks or months of the council
 * Gives   one point a period, also where nothing was said; moods drawn to that of the whole span
 * Errors  AGAIN from the store; LIMIT: over TALLIES_POINTS_MOST points
 * Memory  the arena given
 * Cost    one round trip and O(cells) a point: a month of days in about ten milliseconds
 *
 * It reads what the aggregator wrote, so it is as far behind as that is, and reaches back as long as counts are kept
 * (hours: 60 days), not only as long as posts are. */
#ifndef STORE_REDIS_TALLIES_H
#define STORE_REDIS_TALLIES_H

#include "record/period.h"
#include "record/tally.h"
#include "redis/store.h"

enum { TALLIES_POINTS_MOST = 2000 };

struct tallies_query {
    struct tally_filter filter;
    enum period step;
    int64_t from_ms, to_ms; /* the first period is that of from_ms, the last begins before to_ms */
};

struct tallies_point {
    int64_t from_ms, to_ms;
    int64_t people, posts;
    struct summary_mood mood;
};

bool tallies_read(struct store *store, const struct tallies_query *query, struct arena *arena,
                  struct tallies_point **points, size_t *count, struct err *err);

#endif
