/* SPDX-License-Identifier: MIT */

/* settings_scan — a configuration without the sections that belong to others.
 *
 * Takes   the text of a configuration and whether a section's name is known
 * Gives   the same text with every unknown section blanked out, line for line, so that line numbers still hold
 * Errors  none: what is not closed stays, for the parser to tell
 * Memory  the arena given
 * Cost    one pass
 * After   libConfuse's lexer: # and // to the end of the line, C comments, "…" with escapes, '…' without. Its own
 *         CFGF_IGNORE_UNKNOWN takes the end of a list for the end of a section */
#ifndef STORE_BASE_SETTINGS_SCAN_H
#define STORE_BASE_SETTINGS_SCAN_H

#include "base/arena.h"

struct str settings_scan(struct arena *arena, struct str text, bool (*known)(struct str name));

/* Without comments, line for line: libConfuse 3.3 counts the lines that hold one more than once. */
struct str settings_scan_comments(struct arena *arena, struct str text);

#endif
