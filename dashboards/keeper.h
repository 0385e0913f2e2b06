/* SPDX-License-Identifier: MIT */

/* keeper — the board of a server that runs for months, kept fresh without reading everything again.
 *
 * Takes   a store; the board and shelf of a site
 * Gives   the site's board as it is now: complete days are read once, what may change each KEEPER_EVERY_MS
 * Errors  AGAIN: the store is away; the board stays as it was
 * Memory  arenas that take turns: of what no longer changes, and of the rest. After an erasure all is read anew, for
 *         quotes are kept here too, and the shelf forgets
 * Cost    a few round trips every second; at the start every summary */
#ifndef KEEPER_H
#define KEEPER_H

#include "board_read.h"
#include "visit.h"

enum { KEEPER_EVERY_MS = 1000, KEEPER_SUMMARIES_MOST = 2000, KEEPER_FRESH_MOST = 8 };

struct keeper {
    struct arena lasting[2], fresh[2];
    int lasting_turn, turn;
    const struct summary *kept[KEEPER_SUMMARIES_MOST]; /* that no longer change, ordered by id */
    size_t kept_count;
    bool started;
    bool whole;         /* the site's board is of the lasting arena whose turn it is */
    uint64_t disturbed; /* of what was erased last */
};

bool keeper_refresh(struct keeper *keeper, struct site *site, struct err *err);
void keeper_free(struct keeper *keeper);

#endif
