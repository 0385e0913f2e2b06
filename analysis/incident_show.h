/* SPDX-License-Identifier: MIT */

/* incident_show — one incident for a person at a terminal: what, where, how many against the usual, the chart, the
 * posts, the log.
 *
 * Takes   an incident as it is kept, the language to say it in
 * Gives   lines of plain text; fewer than three people are not counted out
 * Errors  none
 * Memory  the buf given */
#ifndef ANALYSIS_INCIDENT_SHOW_H
#define ANALYSIS_INCIDENT_SHOW_H

#include "record/incident.h"
#include "record/tongue.h"

void incident_show(const struct incident *incident, const struct tongue *tongue, struct buf *out);
struct str incident_show_people(const struct tongue *tongue, int64_t people); /* "12", "fewer than 3" */

#endif
