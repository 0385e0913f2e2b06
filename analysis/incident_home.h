/* SPDX-License-Identifier: MIT */

/* incident_home — which of the incidents there are an event, or another incident, belongs to.
 *
 * Takes   the first of a list of incidents, in the order they began
 * Gives   one of the list, or NULL
 * Errors  none
 * Memory  none
 * Cost    O(incidents), tens; a twin O(people) */
#ifndef ANALYSIS_INCIDENT_HOME_H
#define ANALYSIS_INCIDENT_HOME_H

#include "incident_live.h"

struct incident_live *incident_home_find(struct incident_live *first, struct str id);

/* A merged one's part is taken by the one it was merged into, and so on. */
struct incident_live *incident_home_stands_for(struct incident_live *first, struct incident_live *live);

/* The same ward's incident, or one of the whole council, or for an event without a ward the one with most people. A
 * resolved one counts while it can be reopened, a silenced one while it goes on. */
struct incident_live *incident_home_of(struct incident_live *first, const struct incidents_event *event, struct str ward);

/* One of another issue in the words of mostly the same people. */
struct incident_live *incident_home_twin(struct incident_live *first, const struct incident_live *live);

#endif
