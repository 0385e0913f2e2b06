/* SPDX-License-Identifier: MIT */

/* percent — parts of a web address.
 *
 * Takes   text to put into a path or a query
 * Gives   it with everything but letters, digits and -._~ as %XX
 * Errors  none
 * Memory  the arena given
 * Cost    O(bytes)
 * After   RFC 3986, section 2.3 */
#ifndef PERCENT_H
#define PERCENT_H

#include "base/arena.h"

struct str percent_escape(struct arena *arena, struct str text);

#endif
