/* SPDX-License-Identifier: MIT */

/* retention — what is older than privacy.keep_posts stays as numbers only.
 *
 * Takes   how far that was done, and how far it must be done: starts of days
 * Gives   tallies whose people are plain numbers; summaries and incidents without residents' words, as blobs to write
 * Errors  AGAIN from the store
 * Memory  the arena given
 * Cost    about thirty round trips a day that passes; nothing in between
 *
 * The posts themselves go with the stream, which is trimmed in every fold. */
#ifndef ANALYSIS_RETENTION_H
#define ANALYSIS_RETENTION_H

#include "alarms.h"
#include "buckets.h"
#include "quotes.h"

enum { RETENTION_DAYS_A_STEP = 40 };

struct retention {
    struct store *store;
    struct buckets *buckets;
    struct quotes *quotes;
    struct alarms *alarms;
    int64_t keep_counts_ms;
    struct arena *arena;
    struct records_blob *blobs;
    size_t blob_count, blob_cap;
};

/* From *done_ms up to `until_ms`, at most RETENTION_DAYS_A_STEP days of it; moves *done_ms. */
bool retention_apply(struct retention *retention, int64_t *done_ms, int64_t until_ms, struct err *err);

#endif
