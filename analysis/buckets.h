/* SPDX-License-Identifier: MIT */

/* buckets — the tallies of hours, days, weeks and months that the aggregator has in hand.
 *
 * Takes   a store; posts with their readings
 * Gives   each bucket as it is kept plus what was counted since; the blobs to write back
 * Errors  AGAIN from the store; a kept bucket that does not read back is begun anew, and logged
 * Memory  owns the tallies until buckets_free; over BUCKETS_MOST, buckets_written gives them up
 * Cost    one round trip for a bucket not in hand */
#ifndef ANALYSIS_BUCKETS_H
#define ANALYSIS_BUCKETS_H

#include "record/period.h"
#include "record/tally.h"
#include "redis/records.h"
#include "whereabouts.h"

enum { BUCKETS_MOST = 256 };

struct bucket {
    enum period period;
    int64_t start_ms;
    bool changed; /* since it was last written */
    struct tally tally;
    struct tally *rolled; /* over channels and languages; NULL until asked for */
};

struct buckets {
    struct store *store; /* NULL: none is kept, all begin empty */
    struct bucket **items;
    size_t count;
};

/* Never absent: a bucket that is not kept is empty. */
bool buckets_get(struct buckets *buckets, enum period period, int64_t at_ms, struct bucket **bucket, struct err *err);

/* The same over all channels and languages, for each class and for all of a reading (TALLY_ANY_CLASS). */
const struct tally *buckets_rolled(struct bucket *bucket);

/* One post, in its hour, day, week and month. */
struct buckets_post {
    int64_t at_ms;
    uint32_t person;
    bool repost, late;
    struct str channel;
    const struct reading *reading;
    struct whereabouts places;
};
bool buckets_add(struct buckets *buckets, const struct buckets_post *post, struct err *err);

/* What was counted as in `was` counts as in `now`, a bucket of the same period; gives the bucket. */
bool buckets_replace(struct buckets *buckets, const struct bucket *was, const struct bucket *now, struct bucket **bucket,
                     struct err *err);

/* The blobs of what changed; buckets_written when they are safely kept. */
bool buckets_blobs(const struct buckets *buckets, int64_t keep_ms, struct arena *arena, struct records_blob *blobs,
                   size_t *count, struct err *err);
void buckets_written(struct buckets *buckets);
void buckets_free(struct buckets *buckets);

#endif
