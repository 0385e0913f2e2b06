/* SPDX-License-Identifier: MIT */

/* feed_date_words — the names of months and zones.
 *
 * Takes   a word in any case, with or without its accents and full stops
 * Gives   1…12, or minutes east of UTC
 * Errors  0, or false: no such name
 * Memory  none kept */
#ifndef COLLECTORS_FEED_DATE_WORDS_H
#define COLLECTORS_FEED_DATE_WORDS_H

#include "base/str.h"

int feed_date_words_month(struct str folded); /* a whole name, or its first three letters and more */
bool feed_date_words_zone(struct str folded, int *minutes);

#endif
