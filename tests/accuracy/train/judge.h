/* SPDX-License-Identifier: MIT */

/* judge — how often the program would be right about examples that a training did not see.
 *
 * Takes   what the heads say of them, and what was fitted
 * Gives   counts of each label, and their means
 * Errors  none
 * Memory  the counts given
 * Cost    0.3 us an example */
#ifndef TRAIN_JUDGE_H
#define TRAIN_JUDGE_H

#include "sets.h"
#include "verdict.h"

enum { JUDGE_MOST = 5 };

/* Of each label: how many are so, are said to be so, and are rightly. */
struct judge {
    double is[JUDGE_MOST], said[JUDGE_MOST], right[JUDGE_MOST];
};

/* What the program says of heads without a figure of speech. */
struct verdict judge_verdict(const struct model_fit *fit, const float heads[]);

void judge_feeling(struct judge *judge, const struct model_fit *fit, const struct sets_example *example, const float heads[]);
void judge_class(struct judge *judge, const struct model_fit *fit, const struct sets_example *example, const float heads[]);
/* Label 0 is that it is none, 1 that it is. */
void judge_complaint(struct judge *judge, const struct model_fit *fit, const struct sets_example *example, const float heads[]);

double judge_recall(const struct judge *judge, int labels);
double judge_f1(const struct judge *judge, int labels);

#endif
