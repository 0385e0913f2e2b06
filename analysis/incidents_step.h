/* SPDX-License-Identifier: MIT */

/* incidents_step — the steps of an incident's life: what time does to it, and what officers do.
 *
 * Takes   a live incident and the time
 * Gives   what is to be told, or NULL; every step is logged with its numbers
 * Errors  none
 * Memory  that of the incident
 * After   follow-ups only on news (people doubled, a new ward, danger), at most one in two hours and four a day;
 *         no timed repeats */
#ifndef ANALYSIS_INCIDENTS_STEP_H
#define ANALYSIS_INCIDENTS_STEP_H

#include "incident_live.h"

const char *incidents_step(struct incident_live *live, int64_t now_ms);

void incidents_step_reopen(struct incident_live *live, int64_t now_ms);
void incidents_step_merge(struct incident_live *into, struct incident_live *gone, struct str by, int64_t now_ms);

/* False: no such action. `into` is another incident, for "merge". */
bool incidents_step_act(struct incident_live *live, struct incident_live *into, const struct json *action,
                        int64_t now_ms);

/* Hours between 07:00 and 23:00, when people are awake to speak. */
double incidents_step_waking_hours(int64_t from_ms, int64_t to_ms);

#endif
