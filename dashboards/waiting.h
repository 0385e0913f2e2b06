/* SPDX-License-Identifier: MIT */

/* waiting — the questions and requests in Welsh of the last days that the council seems not to have answered, and for
 * how long.
 *
 * Answered is what one of the council's own accounts replied to where we can read it: what neighbours say is no answer of
 * the council's. A reply by telephone, or in private, we do not see: the letter says "no reply seen".
 *
 * Takes   the kept posts of WAITING_DAYS; council.accounts
 * Gives   how many, and the time of the oldest; none where no account is named, nor where there are more than
 *         WAITING_POSTS_MOST posts to read
 * Errors  AGAIN: the store
 * Memory  an arena of its own
 * Cost    10 us a post */
#ifndef WAITING_H
#define WAITING_H

#include "digest.h"
#include "record/post.h"
#include "redis/store.h"

enum { WAITING_DAYS = 7, WAITING_POSTS_MOST = 500000, WAITING_MOST = 2000 };

bool waiting_read(struct store *store, const struct settings_list *accounts, struct arena *arena,
                  struct digest_news *news, struct err *err);

/* Whether it is by one of these accounts: "@name", "@name@host" or the address of its page. */
bool waiting_is_ours(const struct settings_list *accounts, const struct post *post);

#endif
