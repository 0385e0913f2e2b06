/* SPDX-License-Identifier: MIT */

/* kept — every post that is kept, once, as it was changed last, with its reading.
 *
 * Takes   an open store, or a file of posts as JSON Lines; a function that is given each
 * Gives   posts in the order they are kept, or in the order of their own time; from a file without readings
 * Errors  AGAIN: the store is away; CONFIG: the file cannot be read; INPUT: a line of it is no post, with its number;
 *         LIMIT: over KEPT_POSTS_MOST to be put in order
 * Memory  one page of posts and 100 bytes a post kept; in order of time also each post that fits, as JSON. What the
 *         function is given lasts for its call
 * Cost    the stream is read twice: a post may be there in two copies, and which is the newest is known at the end */
#ifndef ANALYSIS_KEPT_H
#define ANALYSIS_KEPT_H

#include "redis/stream.h"

enum { KEPT_POSTS_MOST = 2000000 };

typedef void kept_see(void *self, const struct stream_kept *kept);
typedef bool kept_fits(void *self, const struct stream_kept *kept);

bool kept_each(struct store *store, kept_see *see, void *self, struct err *err);
/* Those that fit, oldest first. */
bool kept_each_in_time(struct store *store, kept_fits *fits, kept_see *see, void *self, struct err *err);
bool kept_each_of_file(const char *path, kept_see *see, void *self, struct err *err);

#endif
