/* SPDX-License-Identifier: MIT */

/* charset — bytes in whatever encoding to UTF-8.
 *
 * Takes   bytes, and the reply's Content-Type if there was one
 * Gives   UTF-8. A byte order mark is believed first, then bytes that are UTF-8 beyond doubt, then the header, the
 *         XML declaration, at last windows-1252, which is also what latin-1 is taken for
 * Errors  none: what its label does not fit is read as windows-1252
 * Memory  the arena given, or the bytes themselves where they are UTF-8 already
 * Cost    O(bytes), through iconv */
#ifndef COLLECTORS_CHARSET_H
#define COLLECTORS_CHARSET_H

#include "base/arena.h"

struct str charset_to_utf8(struct arena *arena, struct str bytes, struct str content_type);

#endif
