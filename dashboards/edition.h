/* SPDX-License-Identifier: MIT */

/* edition — the digests that are due, each with all that came since the last one its reader got.
 *
 * A digest whose time passed while nothing ran is written once, later, and only to whom an earlier one went: who is new
 * begins with the next. Days without a letter of their own (a weekend, bank holidays, days that were missed) stand in a
 * line each in the letter after them.
 *
 * Takes   the round's store, frame and board
 * Gives   an envelope in the outbox for each reader
 * Errors  AGAIN: the store; LIMIT: a letter over its ceiling
 * Memory  the arena given
 * Cost    one look a reader; writing one, some ten round trips and a reading of the last days' posts */
#ifndef EDITION_H
#define EDITION_H

#include "digest.h"
#include "telling.h"

bool edition_write_due(struct telling *telling, struct err *err);

/* What a letter of that summary tells of besides it, as far as the store knows. */
bool edition_look(struct store *store, const struct council *council, struct arena *arena, struct digest_news *news,
                  struct err *err);

#endif
