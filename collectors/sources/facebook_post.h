/* SPDX-License-Identifier: MIT */

/* facebook_post — posts and comments of the Graph API, its errors and its usage headers.
 *
 * Takes   a reply: a feed, comments, one object, several by their ids
 * Gives   posts; a comment that comes without an id (Page Public Content Access) gets the one in its address
 * Errors  CONFIG: the token or a permission; AGAIN: asked too often; INPUT: another refusal. *gone: the object asked
 *         for does not exist, or no longer
 * Memory  source->arena
 * Cost    O(bytes) */
#ifndef COLLECTORS_SOURCES_FACEBOOK_POST_H
#define COLLECTORS_SOURCES_FACEBOOK_POST_H

#include "source.h"

bool facebook_post_read(const struct source *source, const struct source_reply *reply, struct json **root,
                        struct source_answer *answer, bool *gone, struct err *err);

/* X-App-Usage and its kin, in per cent of what is allowed: slower from 75, at rest from 95. */
void facebook_post_obey_usage(const struct source *source, const struct source_reply *reply,
                              struct source_answer *answer);

#endif
