/* SPDX-License-Identifier: MIT */
#include "walk.h"

#include "base/banned.h"

struct walk walk_from(const struct json *root)
{
    return (struct walk){.path = {root}};
}

void walk_over(struct walk *walk)
{
    walk->over = true;
}

const struct json *walk_next(struct walk *walk)
{
    bool over = walk->over;
    walk->over = false;
    if (walk->depth == 0) {
        walk->depth = walk->path[0] != NULL;
        return walk->path[0];
    }
    const struct json *last = walk->path[walk->depth - 1];
    if (!over && last->first != NULL) {
        MUST(walk->depth < sizeof walk->path / sizeof walk->path[0]);
        return walk->path[walk->depth++] = last->first;
    }
    while (walk->depth > 1 && walk->path[walk->depth - 1]->next == NULL)
        walk->depth--;
    if (walk->depth <= 1) {
        *walk = walk_from(NULL);
        return NULL;
    }
    const struct json *next = walk->path[walk->depth - 1]->next;
    return walk->path[walk->depth - 1] = next;
}
