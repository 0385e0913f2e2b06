/* SPDX-License-Identifier: MIT */

/* period — the hours, and the days, weeks and months of the council, by which everything is counted.
 *
 * Takes   a time in milliseconds
 * Gives   the start of the period it is in, other periods around it, their names: a day may have 23 or 25 hours
 * Errors  none
 * Memory  the arena given
 * Cost    O(1) */
#ifndef STORE_RECORD_PERIOD_H
#define STORE_RECORD_PERIOD_H

#include "base/clock.h"

enum period { PERIOD_HOUR, PERIOD_DAY, PERIOD_WEEK, PERIOD_MONTH, PERIODS };

const char *period_name(enum period period);
bool period_from(struct str name, enum period *period);

int64_t period_start(enum period period, int64_t at_ms);
int64_t period_after(enum period period, int64_t start_ms, int count); /* may be negative */

/* The period to compare with, `back` weeks before: of a day the same weekday, of a month the month `back` before. */
int64_t period_alike(enum period period, int64_t start_ms, int back);

struct str period_family(enum period period);                                      /* "agg:day" */
struct str period_id(enum period period, int64_t start_ms, struct arena *arena);   /* "day:2026-09-26" */

#endif
