/* SPDX-License-Identifier: MIT */

/* feed_json — incidents and digests as a feed, newest first: JSON Feed 1.1, and Atom beside it.
 *
 * Takes   a show; how many items to pass over and to give
 * Gives   the feed in the show's language; an item's id stays the same for ever
 * Errors  none of its own: the buf tells if its ceiling was met
 * Memory  the show's arena
 * Cost    O(items)
 * After   JSON Feed 1.1 (jsonfeed.org); RFC 4287 */
#ifndef FEED_JSON_H
#define FEED_JSON_H

#include "show.h"
#include "visit.h"

/* Of a digest the feed has the busiest cells; /api/v1/digests/DATE has them all. */
enum { FEED_ITEMS = 10, FEED_CELLS = 12 };

struct str feed_json_incident_title(const struct show *show, const struct incident *incident);
struct str feed_json_incident_text(const struct show *show, const struct incident *incident);
void feed_json_write(const struct show *show, size_t from, size_t most, struct buf *out);
void feed_json_atom(const struct show *show, struct buf *out);

void feed_json_answer(struct visit *visit);      /* /feed.json */
void feed_json_answer_atom(struct visit *visit); /* /feed.atom */

#endif
