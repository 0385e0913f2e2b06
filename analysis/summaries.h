/* SPDX-License-Identifier: MIT */

/* summaries — the temperature check of a day, week or month, made of its tallies and quotes.
 *
 * Takes   the buckets in hand, the same periods of earlier weeks with them, quotes, places' names, sources' health
 * Gives   struct summary of record/summary.h, its busiest cells by people, and as JSON a blob of family "summaries"
 * Errors  AGAIN from the store
 * Memory  the arena given
 * Cost    O(cells of nine periods); under a millisecond for a town
 * After   moods: record/mood.h, each cell drawn to its parent: an issue in a place to the issue, an issue to the
 *         council */
#ifndef ANALYSIS_SUMMARIES_H
#define ANALYSIS_SUMMARIES_H

#include "buckets.h"
#include "quotes.h"
#include "record/place_names.h"
#include "record/summary.h"

/* A period that new rules have moved. */
struct summaries_moved {
    enum period period;
    int64_t start_ms;
    struct summary_rules rules;
};

struct summaries {
    struct store *store;
    struct buckets *buckets;
    struct quotes *quotes;
    const struct place_names *places; /* empty: no gazetteer */
    int64_t first_ms;                 /* when counting began: before it nothing was usual */
    const struct summaries_moved *moved; /* in this step; of an earlier one the kept summary tells */
    size_t moved_count;
};

bool summaries_make(const struct summaries *summaries, enum period period, int64_t at_ms, int64_t now_ms,
                    struct arena *arena, struct summary *summary, struct err *err);

/* As a blob to keep. The sources of a period that is over stay as they were at its end. */
bool summaries_blob(const struct summaries *summaries, enum period period, int64_t at_ms, int64_t now_ms,
                    int64_t keep_ms, struct arena *arena, struct records_blob *blob, struct err *err);

/* Takes out quotes older than `before_ms`; false if there are none. */
bool summaries_strip(struct str json, int64_t before_ms, struct arena *arena, struct str *stripped);

#endif
