/* SPDX-License-Identifier: MIT */

/* recount — tallies and quotes follow when kept posts were read again under other rules.
 *
 * Takes   an officer's action {"do":"rescore","pass":N}; the buckets and quotes in hand
 * Gives   the same with what was counted taken out and what is read now put in; each period that moved, with its
 *         temperature before and after; N, to be kept in the same fold
 * Errors  AGAIN from the store
 * Memory  the tallies of all that is kept, twice, until recount_free
 * Cost    the kept posts are read once more, about 50 us each
 *
 * A pass is counted once: one that is not the next after the last is passed over. Incidents stay as they were told.
 * Only what is kept is read again: a period that reaches further back keeps the rest of its numbers. */
#ifndef ANALYSIS_RECOUNT_H
#define ANALYSIS_RECOUNT_H

#include "buckets.h"
#include "quotes.h"
#include "summaries.h"

enum { RECOUNT_MOVED_MOST = 1024 };

struct recount {
    struct store *store;
    struct buckets *buckets;
    struct quotes *quotes;
    const struct place_names *places;
    struct str council_place;
    int64_t now_ms, from_ms; /* from_ms: before it there are only numbers */
    int64_t pass;            /* the last one counted, once one was asked for; 0: none was */
    struct summaries_moved moved[RECOUNT_MOVED_MOST];
    size_t moved_count;
    struct buckets was, now; /* what the kept posts count for */
    struct err *err;         /* of a post in the middle */
    bool failed;
};

bool recount_obey(struct recount *recount, struct str action, struct err *err);

/* "rules" "pass"; false: no pass was counted. */
bool recount_blob(const struct recount *recount, struct arena *arena, struct records_blob *blob);
void recount_free(struct recount *recount);

#endif
