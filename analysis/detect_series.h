/* SPDX-License-Identifier: MIT */

/* detect_series — `earshot detect`: series of counts as CSV in, alarms as CSV out.
 *
 * Takes   time,series,count[,authors], rows in any order; ISO times or whole numbers (of days, or of seconds where they
 *         are that large); rows of one time and series are summed; rows left out are zeros. Where authors are given they
 *         are what is counted. bucket_days 0: the smallest step between times
 * Gives   in the order of time, as each bucket would have closed: time,series,count,expected,p,alarm; only alarms, or
 *         all rows
 * Errors  INPUT naming line and column; LIMIT over DETECT_ROWS_MOST rows or DETECT_SERIES_MOST series
 * Memory  24 B a row and under 400 B a series
 * Cost    O(rows log rows), and 1 us a bucket of each series */
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
