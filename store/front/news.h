/* SPDX-License-Identifier: MIT */

/* news — incidents that opened or changed since the last look, a line each, for the demonstration's screen.
 *
 * Takes   the store
 * Gives   lines on stdout
 * Errors  AGAIN: the store is away
 * Memory  remembers what it has told */
#ifndef STORE_FRONT_NEWS_H
#define STORE_FRONT_NEWS_H

#include "record/council.h"

struct news;

struct news *news_open(void);
bool news_tell(struct news *news, const struct council *council, int64_t now_ms, struct err *err);
void news_close(struct news *news);

#endif
