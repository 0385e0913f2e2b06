/* SPDX-License-Identifier: MIT */

/* scrub — which records are to be erased, and what is left of a text of records without them.
 *
 * Takes   post ids, an author's key; records as segment.h writes them, blobs as JSON
 * Gives   the records that stay; JSON without the objects in arrays whose "id" is an erased post's
 * Errors  none: a record that cannot be read stays where it is
 * Memory  owns its tables until scrub_free
 * Cost    O(bytes): three fields are found by their names, which no text can forge, as its quotes are escaped */
#ifndef STORE_REDIS_SCRUB_H
#define STORE_REDIS_SCRUB_H

#include "base/buf.h"
#include "base/table.h"

/* Of a changed post; times as the records have them, so that later is greater. */
struct scrub_copy {
    struct str entry, modified;
};

struct scrub {
    struct table ids;     /* posts to erase; those found by their author or as a repost are added */
    struct table natives; /* what a repost names */
    struct str author_key;
    struct table changed;      /* posts of which only the newest copy stays … */
    struct scrub_copy *newest; /* … by number in `changed`: an erasure may have put an older one behind it */
};

void scrub_post(struct scrub *scrub, struct str id);
bool scrub_hits(struct scrub *scrub, struct str line, struct str entry);

/* Notes in which entry a changed post is as it was changed last. */
void scrub_note(struct scrub *scrub, struct str line, struct str entry, struct arena *arena);

/* The lines that stay; how many, and how many went. */
size_t scrub_lines(struct scrub *scrub, struct str data, struct str entry, struct buf *stay, size_t *gone);

/* False: nothing of it is to go. */
bool scrub_json(const struct scrub *scrub, struct str json, struct arena *arena, struct str *clean);
void scrub_free(struct scrub *scrub);

#endif
