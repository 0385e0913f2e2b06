/* SPDX-License-Identifier: MIT */

/* walk — every value of a JSON tree, parents first, without recursion.
 *
 * Takes   a tree as json_parse made it
 * Gives   its values one by one; walk_over passes over what is inside the one given last
 * Errors  none
 * Memory  the struct
 * Cost    O(values) */
#ifndef COLLECTORS_WALK_H
#define COLLECTORS_WALK_H

#include "base/json.h"

struct walk {
    const struct json *path[JSON_DEPTH_MOST + 2]; /* from the root to the one given last */
    size_t depth;
    bool over;
};

struct walk walk_from(const struct json *root);
const struct json *walk_next(struct walk *walk); /* NULL: that was all */
void walk_over(struct walk *walk);

#endif
