/* SPDX-License-Identifier: MIT */

/* crowd — who speaks of an issue, and whether they tell of a danger.
 *
 * Takes   the events of three days; an incident
 * Gives   the incident's people; whether those who spoke since a time tell of a danger
 * Errors  none
 * Memory  that of the incident
 * Cost    O(1) one more person, O(events kept) the whole
 *
 * One post read wrongly makes no danger of a late bin: two people must tell of it, and a tenth of all. */
#ifndef ANALYSIS_CROWD_H
#define ANALYSIS_CROWD_H

#include "incident_live.h"
#include "incidents_recent.h"

uint64_t crowd_issue(const struct incident_live *live);

/* One who is not in it yet. */
void crowd_add(struct incident_live *live, const struct incidents_event *event);

/* Of the list, the incident itself or what was merged into it, in which that is said; NULL: in none. */
struct incident_live *crowd_part(struct incident_live *first, struct incident_live *live,
                                 const struct incidents_event *event);

/* Its people, made out of what was said since it and its parts began; where that is no longer kept, those it has stay. */
void crowd_gather(struct incident_live *first, struct incident_live *live, const struct incidents_recent *recent);

/* Of those who have spoken of the event's issue since then. */
bool crowd_in_danger(const struct incidents_recent *recent, const struct incidents_event *event, int64_t since_ms);

#endif
