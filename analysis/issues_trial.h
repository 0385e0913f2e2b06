/* SPDX-License-Identifier: MIT */

/* issues_trial — two issue lists over the same posts: what one would catch, lose and confuse against the other.
 *
 * Takes   two analysers, then posts
 * Gives   for each issue: now, then, gained, lost; pairs "from -> to" of first issues that change; three examples each
 * Errors  none
 * Memory  owns counts and examples until issues_trial_free
 * Cost    two readings a post */
#ifndef ANALYSIS_ISSUES_TRIAL_H
#define ANALYSIS_ISSUES_TRIAL_H

#include "analyse.h"
#include "base/table.h"
#include "record/tongue.h"

enum { ISSUES_TRIAL_EXAMPLES = 3 };

struct issues_trial_row {
    size_t now, then, gained, lost;
    struct str examples[ISSUES_TRIAL_EXAMPLES]; /* of gained ones, then of lost ones, shortened */
    size_t example_count;
};

struct issues_trial {
    struct analyse *now, *then;
    struct arena arena, scratch;
    struct table issues, moves; /* moves: "from -> to" */
    struct issues_trial_row *rows;
    size_t *move_counts;
    size_t row_cap, move_cap, posts;
};

void issues_trial_see(struct issues_trial *trial, const struct post *post);
void issues_trial_print(const struct issues_trial *trial, const struct tongue *tongue);
void issues_trial_free(struct issues_trial *trial);

#endif
