/* SPDX-License-Identifier: MIT */

/* feed_element — the pieces of a feed's XML: names with their namespaces, contents, values.
 *
 * Takes   UTF-8 text of XML, well-formed or not
 * Gives   canonical names ("dc:date", "title"), slices of the text, decoded values
 * Errors  none: what is broken is read as far as it makes sense
 * Memory  the arena given
 * Cost    O(bytes) each */
#ifndef COLLECTORS_FEED_ELEMENT_H
#define COLLECTORS_FEED_ELEMENT_H

#include "base/arena.h"
#include "markup.h"

enum { FEED_ELEMENT_PREFIXES_MOST = 64, FEED_ELEMENT_ENTITIES_MOST = 64 };

/* What the document declares: prefixes, and entities of its DTD that hold plain text. */
struct feed_element_names {
    struct {
        struct str prefix;
        const char *means; /* "dc:", or "" for RSS and Atom themselves, or NULL for what we do not read */
    } prefixes[FEED_ELEMENT_PREFIXES_MOST];
    size_t prefix_count;
    struct {
        struct str name, text;
    } entities[FEED_ELEMENT_ENTITIES_MOST];
    size_t entity_count;
    struct arena *arena;
};

void feed_element_declare(struct feed_element_names *names, struct str attributes);
void feed_element_doctype(struct feed_element_names *names, struct str doctype);

/* Lower case, its prefix replaced by the usual one: "dc:date"; absent if it belongs to a vocabulary not read. */
struct str feed_element_name(const struct feed_element_names *names, struct str written);

/* Character data to text: CDATA unwrapped, entities decoded once, comments gone. */
struct str feed_element_text(const struct feed_element_names *names, struct str inner);
bool feed_element_has_markup(struct str inner); /* child elements outside CDATA */

/* An attribute's value, decoded, or absent. */
struct str feed_element_attribute(const struct feed_element_names *names, struct str attributes, const char *name);

/* Where the element whose content starts at `at` ends: the '<' of its end tag, and after it. False if it never does
 * before `limit`. */
bool feed_element_end(struct str text, size_t at, size_t limit, struct str name, size_t *inner_end, size_t *after);

/* After the CDATA section, comment or declaration at text[at] == '<', or `at` if there is none. */
size_t feed_element_skip(struct str text, size_t at);

#endif
