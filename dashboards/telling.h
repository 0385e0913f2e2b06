/* SPDX-License-Identifier: MIT */

/* telling — the steps of incidents, as letters, texts and webhooks to whom policy says.
 *
 * Takes   a round's board and frame; the steps that wait in the outbox
 * Gives   an envelope in the outbox for each reader whose hours it is, under ids made of what they tell and to whom;
 *         the step goes when all have theirs. What was held back is told in one letter when its hours begin
 * Errors  AGAIN: the store; LIMIT: a letter over its ceiling
 * Memory  the arena given
 * Cost    O(steps × readers) */
#ifndef TELLING_H
#define TELLING_H

#include "board.h"
#include "frame.h"
#include "opt_out.h"

struct telling {
    struct store *store;
    const struct frame *frame;
    const struct board *board;
    const struct opt_out *opt_out;
    const unsigned char *key; /* signs the buttons */
    struct arena *arena;
};

bool telling_steps(struct telling *telling, struct err *err);
bool telling_escalate(struct telling *telling, struct err *err);

#endif
