/* SPDX-License-Identifier: MIT */

/* text_message — an alert as a text message: every language of the council, the first first, in few segments.
 *
 * Takes   a board, what is to be told, and how many more begin with it
 * Gives   what, where, how many people, since when, and where to read on; never a resident's words or name. Names are
 *         shortened, and the address left out, until it fits TEXT_MESSAGE_SEGMENTS
 * Errors  none
 * Memory  the arena given
 * Cost    O(text)
 * After   3GPP TS 23.038: in the GSM 7-bit alphabet a segment holds 160 letters, 153 where there are several; ŵ, ŷ, â
 *         and other letters that are not in it make the whole message UCS-2, of 70 and 67 */
#ifndef TEXT_MESSAGE_H
#define TEXT_MESSAGE_H

#include "record/tell.h"
#include "show.h"

enum { TEXT_MESSAGE_SEGMENTS = 3 };

struct str text_message_write(const struct board *board, const struct tell *tell, size_t more, struct arena *arena);

size_t text_message_segments(struct str text);

/* "+44…": a telephone number rather than an address of mail. */
bool text_message_is_number(struct str to);

#endif
