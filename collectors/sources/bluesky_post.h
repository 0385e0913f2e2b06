/* SPDX-License-Identifier: MIT */

/* bluesky_post — posts of the AT Protocol, wherever in a reply they stand, to posts.
 *
 * Takes   a reply of app.bsky.feed.*, app.bsky.notification.listNotifications or com.atproto.repo.listRecords:
 *         views, feed items with their reposts, threads, notifications, bare records
 * Gives   posts; a link that was shortened is written out in full, a post of pictures says their alternative texts,
 *         a repost carries its original's text
 * Errors  none: what is no post is passed over
 * Memory  source->arena
 * Cost    O(bytes) */
#ifndef COLLECTORS_SOURCES_BLUESKY_POST_H
#define COLLECTORS_SOURCES_BLUESKY_POST_H

#include "source.h"

void bluesky_post_read(const struct source *source, const struct json *root, struct source_answer *answer);

#endif
