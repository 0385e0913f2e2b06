/* SPDX-License-Identifier: MIT */

/* feed_watch — what a feed has shown, and what of it was taken away since. A feed tells nobody of deletions, so:
 *
 * - An entry with a page of its own on the feed's server is gone when that page answers 404 or 410, twice. Each page is
 *   asked for once in `recheck`, and at once when the feed has dropped its entry out of turn.
 * - A comment, whose address is a place on another's page, and an entry with no address at all, are gone when a feed that
 *   is in the order of its dates shows older ones but not them, for FEED_WATCH_SURE_MS.
 * - Of an entry on another server, and of a comment that newer ones have pushed out of the feed, nothing is known.
 *
 * Takes   the posts of each reply in the feed's order; the replies of pages
 * Gives   deleted posts; requests for pages, with HEAD, and GET before one is believed to be gone
 * Errors  none: a page that does not answer counts as there, and has its turn again in the next sweep
 * Memory  the cursor's: its known are pages, its mark "shown" the last reply's entries
 * Cost    O(entries × pages) for a reply that changed, FEED_WATCH_SHOWN_MOST and CURSOR_KNOWN_MOST of them */
#ifndef COLLECTORS_FEED_WATCH_H
#define COLLECTORS_FEED_WATCH_H

#include "base/clock.h"
#include "cursor.h"

enum { FEED_WATCH_SHOWN_MOST = 500 };
#define FEED_WATCH_SURE_MS (6 * CLOCK_HOUR_MS) /* a cache may give an older copy of the feed for a while */

/* `answer` holds the posts of a reply that changed, or none (`changed` false); what is gone is added to them. */
void feed_watch_reply(const struct source *source, struct cursor *cursor, struct str feed, bool changed,
                      struct source_answer *answer);

/* The page that is next, and what it answered. */
void feed_watch_ask(const struct source *source, const struct cursor *cursor, struct source_request *request);
void feed_watch_page(const struct source *source, struct cursor *cursor, const struct source_request *request,
                     const struct source_reply *reply, struct source_answer *answer);

#endif
