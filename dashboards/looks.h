/* SPDX-License-Identifier: MIT */

/* looks — who looked at whose words: kept in the store for privacy.keep_looks, shown to administrators.
 *
 * Takes   a visit to posts: a search, one post, a download; the same by the same person once a minute
 * Gives   a line in the store, and a page of them. A post and its author are named by the store's keyed numbers, so
 *         that the log outlives an erasure without holding what was erased; words that were searched for are kept
 * Errors  a store that is away: the visit goes on, and the program's log says so
 * Memory  what was seen in the minute, under LOOKS_A_MINUTE
 * Cost    one round trip for what is new in the minute
 * After   Home Office (2018), Covert Surveillance Code, 3.10 ff.: looking at one person's words must be accounted for */
#ifndef LOOKS_H
#define LOOKS_H

#include "base/table.h"
#include "base/str.h"

enum { LOOKS_A_MINUTE = 2000 };

struct looks {
    int64_t minute;
    struct table seen;
};

struct visit;
void looks_note(struct visit *visit);
void looks_free(struct looks *looks);

void looks_page(struct visit *visit); /* GET /looks */

#endif
