/* SPDX-License-Identifier: MIT */

/* feed_date — when something was written, in whatever form a feed says it.
 *
 * Takes   RFC 822 and its misspellings, W3C and ISO 8601 (also ordinal and two-digit years), asctime, JavaScript's,
 *         month names of a dozen languages, Korean, Chinese and Japanese forms, seconds or milliseconds since 1970
 * Gives   milliseconds since 1970; without a zone UTC (Korean forms: Korea's). Of 7/8/2004 the first is the day
 * Errors  false: no full date, a day or hour that does not exist. Never a guess at what is missing
 * Memory  none kept
 * Cost    O(bytes), at most FEED_DATE_BYTES_MOST of them
 * After   feedparser's datetimes (Pilgrim, McKee), as one tokenizer where it has nine patterns */
#ifndef COLLECTORS_FEED_DATE_H
#define COLLECTORS_FEED_DATE_H

#include "base/str.h"

enum { FEED_DATE_BYTES_MOST = 128 };

bool feed_date(struct str text, int64_t *ms);

/* The same for what people on the spot wrote: without a zone, the council's. */
bool feed_date_local(struct str text, int64_t *ms);

#endif
