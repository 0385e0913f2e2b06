/* SPDX-License-Identifier: MIT */

/* markup — HTML to the plain text a person would read.
 *
 * Takes   HTML as strangers write it: unclosed, misnested, half of it missing
 * Gives   the text: entities decoded, script and style gone, blocks and line breaks as newlines, white space
 *         collapsed outside <pre>; a link's text stays; an image's alternative text only where nothing else is left
 * Errors  none: any bytes give some text
 * Memory  the arena given
 * Cost    O(bytes): a tokenizer without a tree, so that nesting costs nothing
 * After   the tokenizer of HTML (WHATWG, 13.2.5), the part that decides what is a tag */
#ifndef COLLECTORS_MARKUP_H
#define COLLECTORS_MARKUP_H

#include "base/arena.h"

struct str markup_text(struct arena *arena, struct str html);

/* Only the entities: "caf&eacute; &#8211;" -> "café –". */
struct str markup_decode(struct arena *arena, struct str text);

/* Whether plain-looking text was meant as HTML: it has a closing tag or an entity, and all its tags are HTML's. */
bool markup_is_html(struct str text);

/* The tag that starts at text[at] == '<', or false: then it is a less-than sign. Also used for feeds. */
struct markup_tag {
    struct str name; /* as written */
    struct str attributes;
    bool closes, closed, is_comment; /* </x>, <x/>, <!…> or <?…> */
    size_t end; /* after it */
};
bool markup_tag_at(struct str text, size_t at, struct markup_tag *tag);

/* The next attribute off *rest; its value as written, without quotes. */
bool markup_attribute(struct str *rest, struct str *name, struct str *value);

#endif
