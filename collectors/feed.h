/* SPDX-License-Identifier: MIT */

/* feed — a feed as its entries, whatever format it came in.
 *
 * Takes   UTF-8 (charset.h) and the address it came from
 * Gives   entries in the feed's order, texts plain, addresses absolute, absent fields absent
 * Errors  INPUT: neither a feed nor JSON Feed, and what it is instead; ill-formed XML is read as far as it makes
 *         sense
 * Memory  the arena given
 * Cost    O(bytes); never recursive */
#ifndef COLLECTORS_FEED_H
#define COLLECTORS_FEED_H

#include "base/arena.h"
#include "base/err.h"
#include "feed_quiet.h"

enum { FEED_ENTRIES_MOST = 5000, FEED_TAGS_MOST = 16 };

struct feed_entry {
    struct str id, link, title, summary, content, author, reply_to;
    struct str language;                                          /* of the entry, as an element says it */
    struct str title_language, summary_language, content_language; /* by xml:lang; empty: said to be none */
    int64_t published_ms, updated_ms, created_ms; /* 0: absent */
    struct str tags[FEED_TAGS_MOST];
    size_t tag_count;
    bool has_place;
    double lat, lon;
    bool deleted; /* a tombstone: the id of an entry that was taken away */
};

struct feed {
    struct feed_entry *entries;
    size_t count, cap;
    struct str language, author; /* of the whole feed; language may be set before, from the reply's header */
    struct feed_quiet quiet;
};

struct feed_entry *feed_add(struct arena *arena, struct feed *feed); /* NULL over FEED_ENTRIES_MOST */

bool feed_xml_read(struct arena *arena, struct str text, struct str address, struct feed *feed, struct err *err);
bool feed_json_read(struct arena *arena, struct str text, struct str address, struct feed *feed, struct err *err);

#endif
