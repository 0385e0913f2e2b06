/* SPDX-License-Identifier: MIT */

/* aggregate — readings into tallies, summaries and incidents, each counted once whatever dies when.
 *
 * Takes   what the analysers committed, from every shard; officers' actions; the time
 * Gives   families "agg:hour" … "agg:month", "quotes", "summaries", "incidents", "detect" and letters to be told, all
 *         on shard 0, in one records_fold with the positions up to which every shard was read
 * Errors  AGAIN: Redis away; what was in hand is given up and read again. CONFIG from the start only
 * Memory  owns its state until aggregate_free: buckets in use, the detector
 * Cost    about 5 us a post and two milliseconds a step that has any
 *
 * Posts are taken in the order of their own time, and between them time is closed in steps of AGGREGATE_TICK_MS, so
 * that a day read at once is judged as if it had been read as it happened. The position on the other shards only
 * says what may be trimmed: it follows the fold, and after a crash is brought up before anything is read. */
#ifndef ANALYSIS_AGGREGATE_H
#define ANALYSIS_AGGREGATE_H

#include "base/clock.h"
#include "record/incident.h"
#include "redis/store.h"

#define AGGREGATE_TICK_MS CLOCK_MINUTE_MS

struct aggregate;

/* NULL: the gazetteer cannot be read. */
struct aggregate *aggregate_new(const struct council *council, struct store *store, struct err *err);
void aggregate_free(struct aggregate *aggregate);

/* What is there now, or a part of it: *more says so. */
bool aggregate_step(struct aggregate *aggregate, int64_t now_ms, bool *more, struct err *err);

#endif
