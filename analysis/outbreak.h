/* SPDX-License-Identifier: MIT */

/* outbreak — which hot cells are one incident, and which are news: the pure core of an incident's life.
 *
 * Takes   what burst_hear heard, event after event
 * Gives   at most one news an event: a new incident, a new ward of one that is open, one that returns
 * Errors  none
 * Memory  owns a list of what is open, at most OUTBREAK_OPEN_MOST, or was lately; what is older than OUTBREAK_RETURN_S
 *         leaves it
 * Cost    O(incidents of the last days) an event that is hot, else nothing
 * After   an incident is warm while its score is within BURST_WARM of the threshold; it rests 6 hours later and is over
 *         24 hours after that; within 96 hours more it returns instead of being new */
#ifndef ANALYSIS_OUTBREAK_H
#define ANALYSIS_OUTBREAK_H

#include "burst.h"

/* More at once than a council can have are a flood of posts, not complaints: no new one opens until some are over. */
enum { OUTBREAK_OPEN_S = 30 * 3600, OUTBREAK_RETURN_S = 126 * 3600, OUTBREAK_OPEN_MOST = 64 };

enum outbreak_news { OUTBREAK_NOTHING, OUTBREAK_NEW, OUTBREAK_SPREADS, OUTBREAK_RETURNS };

struct outbreak {
    uint64_t issue, ward; /* ward 0: the whole issue */
    int64_t opened_s, warm_s;
    uint32_t part_of; /* the incident that this ward joined, by its number; its own number if it is one */
    uint32_t number;
};

struct outbreaks {
    struct outbreak *items;
    size_t count, cap;
    uint32_t next_number;
    bool flooded; /* ever: one more would have opened */
};

struct outbreak_told {
    enum outbreak_news news;
    struct burst_heat heat;
    uint64_t ward;
    uint32_t number; /* of the incident */
};

struct outbreak_told outbreak_hear(struct outbreaks *outbreaks, const struct burst *burst,
                                   const struct burst_heard *heard);
void outbreak_free(struct outbreaks *outbreaks);

#endif
