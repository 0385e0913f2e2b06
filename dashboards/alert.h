/* SPDX-License-Identifier: MIT */

/* alert — the letter that tells of one step of an emerging complaint.
 *
 * Takes   a board, what is to be told, to whom, the key that signs the buttons
 * Gives   what, where, since when, how many people against the usual, over which channels and languages, five
 *         quotes, why it fired, which sources are heard, what like it came before, a holding reply, buttons; Welsh and English as configured
 * Errors  LIMIT: a letter over its ceiling
 * Memory  the arena given
 * Cost    O(incidents) */
#ifndef ALERT_H
#define ALERT_H

#include "base/hash.h"
#include "frame.h"
#include "record/tell.h"
#include "show.h"

/* Fills all but id and thread; `to` is already there. */
bool alert_write(const struct frame *frame, const struct board *board, const struct tell *tell,
                 const unsigned char key[HASH_KEY_BYTES], struct arena *arena, struct envelope *envelope,
                 struct err *err);

/* Danger is cried while it is there, not in the letter that says it is passing. */
bool alert_is_danger(const struct tell *tell);

/* ack_link, mute_link, dismiss_link while it lives; signed for `to`. */
void alert_buttons(const struct show *show, struct view *view, const struct tell *tell, struct str to,
                   const unsigned char key[HASH_KEY_BYTES]);

/* The step in words: "New complaint", "Growing". */
struct str alert_step(const struct show *show, struct str what);

/* The line that carries the news, of one language. */
struct str alert_subject(const struct show *show, const struct tell *tell);

#endif
