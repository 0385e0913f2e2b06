/* SPDX-License-Identifier: MIT */

/* waiting — the questions and requests in Welsh of the last days that nobody seems to have answered, and for how long.
 *
 * Answered is what somebody else replied to where we can read it. A reply by telephone, or in private, we do not see:
 * the letter says "no reply seen".
 *
 * Takes   the kept posts of WAITING_DAYS
 * Gives   how many, and the time of the oldest; none where there are more than WAITING_POSTS_MOST posts to read
 * Errors  AGAIN: the store
 * Memory  an arena of its own
 * Cost    10 us a post */
#ifndef WAITING_H
#define WAITING_H

#include "digest.h"
#include "redis/store.h"

enum { WAITING_DAYS = 7, WAITING_POSTS_MOST = 500000, WAITING_MOST = 2000 };

bool waiting_read(struct store *store, struct arena *arena, struct digest_news *news, struct err *err);

#endif
