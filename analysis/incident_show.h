/* SPDX-License-Identifier: MIT */

/* incident_show — one incident for a person at a terminal: what, where, how many against the usual, the chart, the
 * posts, the log.
 *
 * Takes   an incident as it is kept, what issues and places are called, the language to say it in
 * Gives   lines of plain text; fewer than three people are not counted out
 * Errors  CONFIG: a list of names that cannot be read
 * Memory  the buf given */
#ifndef ANALYSIS_INCIDENT_SHOW_H
#define ANALYSIS_INCIDENT_SHOW_H

#include "record/council.h"
#include "record/incident.h"
#include "record/issue_names.h"
#include "record/place_names.h"
#include "record/tongue.h"

struct incident_names {
    struct issue_names issues;
    struct place_names places;
};
bool incident_names_load(struct incident_names *names, const struct council *council, struct err *err);
void incident_names_free(struct incident_names *names);

void incident_show(const struct incident *incident, const struct incident_names *names, const struct tongue *tongue,
                   struct buf *out);
struct str incident_show_issue(const struct incident *incident, const struct incident_names *names,
                               const struct tongue *tongue);
struct str incident_show_place(const struct incident *incident, const struct incident_names *names,
                               const struct tongue *tongue);
struct str incident_show_state(const struct incident *incident, const struct tongue *tongue);
struct str incident_show_kind(const struct incident *incident, const struct tongue *tongue); /* "complaint", "danger" */
struct str incident_show_people(const struct tongue *tongue, int64_t people); /* "12", "fewer than 3" */

#endif
