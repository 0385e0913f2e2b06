/* SPDX-License-Identifier: MIT */

/* detector — hears what is said in the order it was said, in whatever order it comes.
 *
 * Takes   events of the last day in any order, as sources are asked in turn; the time
 * Gives   the events in the order of their own times, each with what burst heard; when one comes that belongs before
 *         others, it and all after it, again
 * Errors  of loading: INPUT
 * Memory  owns two bursts and the events of three days
 * Cost    as burst, twice; when one came late, once more for every event of the last day
 *
 * One burst has heard all; the other lags a day behind it, so that nothing can come any more before what it has heard,
 * and the first is made anew from it. What is known in the end hangs on nothing but the events. */
#ifndef ANALYSIS_DETECTOR_H
#define ANALYSIS_DETECTOR_H

#include "burst.h"
#include "incidents_recent.h"

/* What comes so late is not heard any more. */
#define DETECTOR_LATE_MS CLOCK_DAY_MS

struct detector {
    struct burst *burst, *settled;
    struct incidents_recent recent;
    size_t settled_count, heard_count; /* of the recent, the oldest */
    int64_t now_ms;
    bool astray; /* burst has heard others before, or is ahead of their time */
};

void detector_open(struct detector *detector, double budget_a_week, struct burst_calendar calendar);
void detector_close(struct detector *detector);

/* At most DETECTOR_LATE_MS ago. There must be room: detector_is_full. */
void detector_add(struct detector *detector, const struct incidents_event *event);
bool detector_is_full(const struct detector *detector); /* next to be called: detector_next, until it gives none */

/* What is to be heard next; false: nothing. The event lives in the arena. */
bool detector_next(struct detector *detector, struct arena *arena, struct incidents_recent_entry **entry,
                   const struct incidents_event **event, struct burst_heard *heard);

/* All was heard; what is older than a day is as it will stay. */
void detector_tick(struct detector *detector, int64_t now_ms);

/* People usual between two times of the last 72 h; no ward: in the whole council. */
double detector_expected(struct detector *detector, uint64_t issue, struct str ward, int64_t from_ms, int64_t to_ms);

void detector_save(const struct detector *detector, struct buf *out);
bool detector_load(struct detector *detector, struct packed *in, struct err *err);

/* Issues and wards as burst knows them; 0: none. */
uint64_t detector_key(struct str name);

#endif
