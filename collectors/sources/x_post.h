/* SPDX-License-Identifier: MIT */

/* x_post — posts of the X API v2 to posts.
 *
 * Takes   a reply with `data`, one post or a list, and `includes` of users and posts
 * Gives   posts: long ones whole, short addresses written out, a repost with its original's text; earlier versions of
 *         an edited post as deleted ones. Posts of protected accounts are private
 * Errors  of x_post_ok: what the status says, in X's own words where it has some
 * Memory  source->arena
 * Cost    O(bytes) */
#ifndef COLLECTORS_SOURCES_X_POST_H
#define COLLECTORS_SOURCES_X_POST_H

#include "source.h"

bool x_post_ok(const struct source *source, const struct source_reply *reply, struct json **root, struct err *err);
void x_post_read(const struct source *source, const struct json *root, struct source_answer *answer);

#endif
