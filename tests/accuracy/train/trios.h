/* SPDX-License-Identifier: MIT */

/* trios — training of what three words in a row mean together: for each number, the most that any three of a post say.
 *
 * Takes   a council's post; what the heads missed in it
 * Gives   what its trios add to the heads
 * Errors  none
 * Memory  25 KB of weights, their sums of squares and of what is averaged
 * Cost    30 us a post
 * After   convolution over word vectors, most over time (Kim 2014), added to a linear model that is learnt with it */
#ifndef TRAIN_TRIOS_H
#define TRAIN_TRIOS_H

#include "sets.h"

void trios_begin(void);

/* Adds to the heads. Some words, and some of the numbers, are left out where it is to be learnt from. */
void trios_run(const struct sets_example *example, bool to_learn, float heads[MODEL_LANES]);
/* After trios_run of the same post. */
void trios_learn(const float gradient[MODEL_LANES]);

void trios_add_to_mean(void);
void trios_take_mean(void);
void trios_pack(struct model_file *model);

#endif
