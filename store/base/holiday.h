/* SPDX-License-Identifier: MIT */

/* holiday — whether a day is a bank holiday, in each nation of the United Kingdom.
 *
 * Takes   a nation and a day: 2026, 1…12, 1…31; years from 1978, when the early May holiday began
 * Gives   true on a day of the official lists: of one that falls on a weekend only its substitute day counts
 * Errors  none: a name that is no nation's is Wales's
 * Memory  none
 * Cost    O(1)
 * After   Banking and Financial Dealings Act 1971; Easter by the anonymous Gregorian computus (Nature, 1876). Days
 *         proclaimed once (a jubilee, a funeral) stand in a table and must be added as they are proclaimed */
#ifndef STORE_BASE_HOLIDAY_H
#define STORE_BASE_HOLIDAY_H

#include "base/str.h"

enum holiday_nation { HOLIDAY_ENGLAND_AND_WALES, HOLIDAY_SCOTLAND, HOLIDAY_NORTHERN_IRELAND };

/* "wales", "england", "scotland", "northern-ireland", as council.nation is written. */
enum holiday_nation holiday_nation_from(struct str name);

bool holiday_is(enum holiday_nation nation, int year, int month, int day);

#endif
