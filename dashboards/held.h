/* SPDX-License-Identifier: MIT */

/* held — several incidents in one letter: what was held back while its readers slept, or what began together.
 *
 * Takes   steps of incidents, oldest first of each incident
 * Gives   each incident once, as it is now, weightiest first, with its buttons while it lives; in every language
 * Errors  LIMIT: a letter over its ceiling
 * Memory  the arena given
 * Cost    O(incidents); HELD_MOST, beyond which the page tells the rest */
#ifndef HELD_H
#define HELD_H

#include "frame.h"
#include "record/tell.h"
#include "show.h"

enum { HELD_MOST = 40 };

struct held_item {
    struct tell first;
    const struct incident *incident; /* as it is now */
};

struct held {
    struct held_item items[HELD_MOST];
    size_t count, more;
    int64_t newest_ms;
    bool together; /* it began together, and was not held back */
};

void held_add(struct held *held, const struct tell *tell, const struct board *board, struct arena *arena);
bool held_write(const struct frame *frame, const struct board *board, const struct held *held,
                const unsigned char *key, struct arena *arena, struct envelope *envelope, struct err *err);

#endif
