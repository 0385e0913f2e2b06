/* SPDX-License-Identifier: MIT */

/* feed_field — what each element of an entry, and of a feed, means.
 *
 * Takes   an element: its canonical name, attributes, content, base address and language
 * Gives   the entry's or the feed's field, decoded, without markup, absolute
 * Errors  none: a value that makes no sense is left out
 * Memory  the arena of the names
 * Cost    O(bytes of the element) */
#ifndef COLLECTORS_FEED_FIELD_H
#define COLLECTORS_FEED_FIELD_H

#include "feed.h"
#include "feed_element.h"

struct feed_field_element {
    const struct feed_element_names *names;
    struct str attributes, inner, base, language;
    bool atom; /* texts say their type; else HTML is guessed */
};

struct feed_field {
    const char *name;
    void (*set)(const struct feed_field_element *element, struct feed *feed, struct feed_entry *entry); /* NULL: pass over */
    bool of_feed; /* also outside an entry */
};

enum { FEED_FIELDS_MOST = 64 };

/* The row of a name, or NULL; `number` tells which. */
const struct feed_field *feed_field_find(struct str name, bool in_entry, size_t *number);

/* "mail (Name)", "Name <mail>" -> Name */
struct str feed_field_author(struct str text);

#endif
