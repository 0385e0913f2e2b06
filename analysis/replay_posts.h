/* SPDX-License-Identifier: MIT */

/* replay_posts — recorded posts, read from files and put in order of time.
 *
 * Takes   files of posts as JSON Lines; "-" is standard input
 * Gives   the posts by date, an undated one at the date of the one before it; each with a pseudonym of its author
 * Errors  INPUT, FILE:LINE: a line that is no post; LIMIT: over REPLAY_POSTS_MOST
 * Memory  the arena given */
#ifndef ANALYSIS_REPLAY_POSTS_H
#define ANALYSIS_REPLAY_POSTS_H

#include "record/post.h"

enum { REPLAY_POSTS_MOST = 2000000 };

struct replay_posts {
    struct post *items;
    size_t count, cap;
};

bool replay_posts_read(const char *path, struct arena *arena, struct replay_posts *posts, struct err *err);
void replay_posts_sort(struct replay_posts *posts);
void replay_posts_free(struct replay_posts *posts);

#endif
