/* SPDX-License-Identifier: MIT */

/* mastodon_status — statuses of the Mastodon client API, wherever in a reply they stand, to posts.
 *
 * Takes   a reply: a list of statuses, one status, search results, notifications (plain or grouped), conversations,
 *         a status's context; nothing of those gives no posts
 * Gives   posts; a boost carries its original's text, and a parent on the same page is named by its uri. Where nobody
 *         chose the author, those who ask search engines not to list them are left out
 * Errors  INPUT: not JSON, or the server's own error in its words
 * Memory  source->arena
 * Cost    O(bytes) */
#ifndef COLLECTORS_SOURCES_MASTODON_STATUS_H
#define COLLECTORS_SOURCES_MASTODON_STATUS_H

#include "source.h"

/* What came, for who pages: how many items the list held, and the highest id among them. */
struct mastodon_status_page {
    size_t items;
    struct str newest_id;
};

bool mastodon_status_read(const struct source *source, const struct json *root, bool chosen,
                          struct source_answer *answer, struct mastodon_status_page *page, struct err *err);

/* Neither it nor what it boosts is private, and where nobody chose the author, neither hides from searches. */
bool mastodon_status_is_for_us(const struct json *status, bool chosen);

/* Ids are opaque, but they grow: the longer is the later, then the higher. */
bool mastodon_status_later(struct str a, struct str b);

#endif
