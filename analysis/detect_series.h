/* SPDX-License-Identifier: MIT */

/* detect_series — `earshot detect`: series of counts as CSV in, alarms as CSV out.
 *
 * Takes   time,series,count[,authors], rows in any order; all ISO times or all whole numbers (of days or weeks, or of seconds
 *         where one is 100000000 or more or the nearest are 3600 apart); rows of one bucket and series are summed; rows
 *         left out are zeros. Where authors are given they are what is counted. bucket_days 0: the smallest step between
 *         times, or a week where a year of 52 numbers comes round (cycle.h), which is said on stderr; days by number have
 *         that step for a bucket however long it is said to be
 * Gives   in the order of time, as each bucket would have closed: time,series,count,expected,p,alarm; only alarms, or
 *         all rows
 * Errors  INPUT naming line and column; LIMIT over DETECT_ROWS_MOST rows or DETECT_SERIES_MOST series
 * Memory  40 B a row, as much again to sort them, 40 B and its name a series
 * Cost    O(rows log rows), and about 3 us a bucket of each series from its first row on */
#ifndef ANALYSIS_DETECT_SERIES_H
#define ANALYSIS_DETECT_SERIES_H

#include <stdio.h>

#include "base/err.h"

enum { DETECT_ROWS_MOST = 64 << 20, DETECT_SERIES_MOST = 1 << 21 };

struct detect_series_settings {
    double rate_a_year, bucket_days;
    bool all;
};

bool detect_series(FILE *in, FILE *out, const struct detect_series_settings *settings, struct err *err);

#endif
