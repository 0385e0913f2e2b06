/* SPDX-License-Identifier: MIT */

/* clock — what time it is, for the program and for the council.
 *
 * Takes   EARSHOT_CLOCK: the path of a file of 8 bytes, an int64 of milliseconds in this machine's order, that
 *         somebody else moves on (the demonstration, a replay, a test); without it, the machine's clock
 * Gives   milliseconds since 1970 UTC; calendar fields in the council's time zone
 * Errors  parsing answers false; an EARSHOT_CLOCK that cannot be read aborts at start
 * Memory  none
 * Cost    O(1)
 * After   chrony's simulated clock: one clock for all programs, which a test can hold */
#ifndef STORE_BASE_CLOCK_H
#define STORE_BASE_CLOCK_H

#include "base/arena.h"

#define CLOCK_SECOND_MS ((int64_t)1000)
#define CLOCK_MINUTE_MS (60 * CLOCK_SECOND_MS)
#define CLOCK_HOUR_MS   (60 * CLOCK_MINUTE_MS)
#define CLOCK_DAY_MS    (24 * CLOCK_HOUR_MS)

int64_t clock_now_ms(void);
int64_t clock_monotonic_ms(void); /* never injected: for time-outs and measuring */
bool clock_is_injected(void);

/* What the driver of an injected clock calls: makes the file, or moves it on. */
bool clock_file_set(const char *path, int64_t now_ms);

/* Every program calls this once, from the configuration; "Europe/London" until then. */
void clock_zone_set(const char *zone);

struct clock_date {
    int year, month, day; /* 2026, 1…12, 1…31 */
    int hour, minute, second;
    int weekday; /* 0 Monday … 6 Sunday */
    int offset_s; /* local minus UTC */
};

struct clock_date clock_local(int64_t ms);
struct clock_date clock_utc(int64_t ms);
int64_t clock_from_local(struct clock_date date); /* reads year … second; a time the clock skipped moves on */
int64_t clock_from_utc(struct clock_date date);
int64_t clock_day_start(int64_t ms);                /* local midnight at or before */
int64_t clock_days_after(int64_t day_start, int days); /* local midnights, so a day may have 23 or 25 hours */

/* "2026-11-20T08:15:30Z" */
struct str clock_iso(struct arena *arena, int64_t ms);
/* ISO 8601 with a zone (Z, ±hh:mm, ±hhmm), fractions cut; without a zone false. */
bool clock_parse_iso(struct str text, int64_t *ms);
/* "2026-11-20", the council's day. */
struct str clock_iso_day(struct arena *arena, int64_t ms);
bool clock_parse_day(struct str text, int64_t *day_start_ms);
/* "90s", "2m", "6h", "30d", "2w"; a bare number is seconds. */
bool clock_parse_span(struct str text, int64_t *ms);

#endif
