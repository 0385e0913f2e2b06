/* SPDX-License-Identifier: MIT */

/* kept — every post that is kept, with its reading, one after the other.
 *
 * Takes   an open store, or a file of posts as JSON Lines; a function that is given each
 * Gives   posts in the order they were read; from a file without readings
 * Errors  AGAIN: the store is away; CONFIG: the file cannot be read; INPUT: a line of it is no post, with its number
 * Memory  one page of posts; what the function is given lasts for its call
 * Cost    one round trip a page */
#ifndef ANALYSIS_KEPT_H
#define ANALYSIS_KEPT_H

#include "redis/stream.h"

typedef void kept_see(void *self, const struct stream_kept *kept);

bool kept_each(struct store *store, kept_see *see, void *self, struct err *err);
bool kept_each_of_file(const char *path, kept_see *see, void *self, struct err *err);

#endif
