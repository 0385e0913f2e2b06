/* SPDX-License-Identifier: MIT */

/* timeline — the recorded entries of one source, and what of them was there at a moment.
 *
 * Takes   JSON Lines sorted by time; each has "created_at" and "id" (a status), or "at" and "xml" (a feed's entry)
 * Gives   slices of them
 * Errors  CONFIG naming the file and the line
 * Memory  the arena given */
#ifndef TESTS_TOWN_SERVER_TIMELINE_H
#define TESTS_TOWN_SERVER_TIMELINE_H

#include "base/arena.h"
#include "base/err.h"

struct timeline_entry {
    int64_t at_ms;
    struct str id, body;
};

struct timeline {
    struct timeline_entry *entries;
    size_t count;
};

bool timeline_load(const char *path, struct arena *arena, struct timeline *timeline, struct err *err);

/* How many entries are there at a time. */
size_t timeline_until(const struct timeline *timeline, int64_t now_ms);

/* Statuses' ids are decimal numbers without a ceiling. */
int timeline_compare_ids(struct str a, struct str b);

#endif
