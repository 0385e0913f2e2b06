/* SPDX-License-Identifier: MIT */

/* detect_events — `earshot detect --events`: a stream of events as CSV in, alerts as CSV out.
 *
 * Takes   ts,issue,ward,author,dup and, if there is one, tokens; other columns are passed over
 * Gives   ts,issue,ward,kind,people,expected,p: `alert` opens an incident, `followup` is a new ward of an open one or
 *         the return of one that was over
 * Errors  INPUT naming line and column
 * Memory  that of the detector
 * Cost    see burst.h */
#ifndef ANALYSIS_DETECT_EVENTS_H
#define ANALYSIS_DETECT_EVENTS_H

#include <stdio.h>

#include "base/err.h"

bool detect_events(FILE *in, FILE *out, double budget_a_week, struct err *err);

#endif
