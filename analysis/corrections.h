/* SPDX-License-Identifier: MIT */

/* corrections — what officers said posts really are, brought together.
 *
 * Takes   the actions "correct" that the store keeps, in the order they were said
 * Gives   of each post the latest word on class, sentiment and issue, each for itself; whether two officers disagree. One
 *         that says nothing of the three takes back all that was said of its post before
 * Errors  AGAIN: the store
 * Memory  its table until corrections_free; texts in the arena given
 * Cost    O(corrections) */
#ifndef ANALYSIS_CORRECTIONS_H
#define ANALYSIS_CORRECTIONS_H

#include "base/table.h"
#include "record/action.h"
#include "redis/records.h"

struct correction {
    struct str class_, label, issue; /* issue: "none" if it is about none */
    struct str by[3];                /* who said each */
    bool disputed;
};

struct corrections {
    struct table posts; /* ids */
    struct correction *of; /* by the post's number */
    size_t cap;
};

bool corrections_read(struct corrections *corrections, struct store *store, struct arena *arena, struct err *err);
void corrections_add(struct corrections *corrections, const struct action *action);
void corrections_free(struct corrections *corrections);

/* Of a post, or NULL if nothing is said of it, or no more. */
const struct correction *corrections_of(const struct corrections *corrections, struct str post);

/* Posts that something is said of. */
size_t corrections_count(const struct corrections *corrections);

#endif
