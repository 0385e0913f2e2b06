/* SPDX-License-Identifier: MIT */

/* feed_quiet — when a feed wishes to be left alone: its ttl, how often it says it is written, the hours and days it
 * asks to be skipped.
 *
 * Takes   the texts of <ttl>, <skipHours>, <skipDays>, sy:updatePeriod and sy:updateFrequency
 * Gives   the time before which it is not asked again. A ttl counts up to a day, a period (which says how it is written,
 *         not how it may be read) up to an hour, skipped hours and days up to three days: a feed cannot silence itself
 *         for good, and one that skips every hour or every day is not believed
 * Errors  none: what makes no sense is passed over
 * Memory  the struct; kept between polls as JSON, as a reply of 304 says none of it
 * Cost    O(bytes), O(hours skipped)
 * After   RSS 2.0 (its hours and days are GMT); RSS 1.0 module Syndication */
#ifndef COLLECTORS_FEED_QUIET_H
#define COLLECTORS_FEED_QUIET_H

#include "base/clock.h"
#include "base/json.h"

#define FEED_QUIET_TTL_MOST_MS    CLOCK_DAY_MS
#define FEED_QUIET_PERIOD_MOST_MS CLOCK_HOUR_MS
#define FEED_QUIET_SKIP_MOST_MS   (3 * CLOCK_DAY_MS)

struct feed_quiet {
    int64_t ttl_ms, period_ms, frequency; /* 0: not said */
    uint32_t hours;                       /* a bit an hour */
    uint32_t days;                        /* a bit a weekday, the lowest Monday */
};

void feed_quiet_ttl(struct feed_quiet *quiet, struct str text);
void feed_quiet_period(struct feed_quiet *quiet, struct str text);
void feed_quiet_frequency(struct feed_quiet *quiet, struct str text);
void feed_quiet_hours(struct feed_quiet *quiet, struct str markup);
void feed_quiet_days(struct feed_quiet *quiet, struct str markup);

/* 0: it says nothing. */
int64_t feed_quiet_until(const struct feed_quiet *quiet, int64_t now_ms);

struct str feed_quiet_write(const struct feed_quiet *quiet, struct arena *arena);
struct feed_quiet feed_quiet_read(struct str json, struct arena *arena);

#endif
