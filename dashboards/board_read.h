/* SPDX-License-Identifier: MIT */

/* board_read — a board filled from the store.
 *
 * Takes   a store, open in the role of mail or serve
 * Gives   the parts of a board; a record that does not read back is left out and logged
 * Errors  AGAIN: Redis is away
 * Memory  the arena given
 * Cost    one round trip a call; a summary is some 100 KB */
#ifndef BOARD_READ_H
#define BOARD_READ_H

#include "board.h"
#include "redis/records.h"

bool board_read_incidents(struct store *store, struct arena *arena, struct board *board, struct err *err);
bool board_read_sources(struct store *store, struct arena *arena, struct board *board, struct err *err);
bool board_read_deeds(struct store *store, struct arena *arena, struct board *board, struct err *err);

/* *summary is NULL if there is none. */
bool board_read_summary(struct store *store, struct str id, struct arena *arena, const struct summary **summary,
                        struct err *err);
bool board_read_summaries(struct store *store, struct arena *arena, struct board *board, struct err *err); /* all */

#endif
