/* SPDX-License-Identifier: MIT */

/* fit — what is set on examples that a training did not see: how warm chances are, where flags and issues begin.
 *
 * Takes   what the model said of examples held back, kept with fit_see as each fold is left out
 * Gives   struct model_fit; a line of measures
 * Errors  none
 * Memory  what was said of each example seen
 * Cost    a second
 * After   temperature scaling (Guo and others 2017); thresholds at the best F-beta */
#ifndef TRAIN_FIT_H
#define TRAIN_FIT_H

#include "sets.h"

/* Keeps what heads and topics now say of an example. */
void fit_see(const struct sets_example *example);
void fit_all(struct model_fit *fit);
void fit_print(const struct model_fit *fit);

#endif
