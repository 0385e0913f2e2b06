/* SPDX-License-Identifier: MIT */

/* page_posts — the post explorer: search, one post with the words that decided its reading, and its correction.
 *
 * Takes   a visit; filters in the query: q issue place class label language kind source asks urgent since until
 * Gives   pages, and the filter for whoever lists posts as data
 * Errors  answered to the visitor: 400 for a day that is none, 404 for a post that is not kept
 * Memory  the request's arena
 * Cost    O(kept posts) at worst for a search */
#ifndef PAGE_POSTS_H
#define PAGE_POSTS_H

#include "visit.h"

void page_posts(struct visit *visit);
void page_post(struct visit *visit);
void page_post_correct(struct visit *visit); /* POST */

/* False and an answer of 400 if the query does not make sense. */
bool page_posts_filter(struct visit *visit, struct shelf_filter *filter);

/* What `before` continues from: "time-key". */
struct str page_posts_cursor(const struct shelf_row *row, struct arena *arena);

#endif
