/* SPDX-License-Identifier: MIT */

/* markdown — Markdown to the plain text a person would read.
 *
 * Takes   text as people write it, well-formed or not
 * Gives   the text: of a link its words, of a picture nothing, emphasis, headings, quotes' signs, fences and escapes gone
 * Errors  none
 * Memory  the arena given
 * Cost    O(bytes): a link's end is looked for in the next MARKDOWN_LINK_BYTES only
 * After   CommonMark, the part that changes what the words are */
#ifndef COLLECTORS_MARKDOWN_H
#define COLLECTORS_MARKDOWN_H

#include "base/arena.h"

enum { MARKDOWN_LINK_BYTES = 2048 };

struct str markdown_text(struct arena *arena, struct str text);

#endif
