/* SPDX-License-Identifier: MIT */

/* redact — a resident's words made fit to quote: whole, but without what tells who somebody is.
 *
 * Takes   a post's text
 * Gives   one line: @handles, names after a title or "my name is", e-mail addresses, telephone numbers, postcodes and
 *         links are replaced by "[…]"; cut at a word. The rest stays as it was written
 * Errors  none
 * Memory  the arena given
 * Cost    O(bytes)
 *
 * A name that stands alone cannot be told from a place or a word and stays: the reader of a letter is told so. */
#ifndef REDACT_H
#define REDACT_H

#include "base/arena.h"

struct str redact_quote(struct arena *arena, struct str text, size_t letters_most);

#endif
