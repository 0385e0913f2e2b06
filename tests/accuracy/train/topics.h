/* SPDX-License-Identifier: MIT */

/* topics — training of what the model says of issues: hashed rows and vectors into a few numbers, and from them each issue.
 *
 * Takes   examples with issues, and words of the issue list as short examples of their own; one fold may be left out
 * Gives   the weights of one training at a time; the chances of every issue and of none
 * Errors  none
 * Memory  3 MB
 * Cost    a few seconds a training
 * After   fastText (Joulin and others 2017) */
#ifndef TRAIN_TOPICS_H
#define TRAIN_TOPICS_H

#include "sets.h"

void topics_learn(struct sets_example **items, size_t count, int fold_left_out);
/* What the words say of the issues; and adding what the rules say, so many times as strongly as was learnt. */
void topics_run(const struct sets_example *example, float points[MODEL_ISSUES]);
void topics_add_cues(const struct sets_example *example, float share, float points[MODEL_ISSUES]);
void topics_pack(struct model_file *model);

#endif
