/* SPDX-License-Identifier: MIT */

/* heads — training of what the model says of feeling, class and flags: AdaGrad on hashed rows, vectors and traits.
 *
 * Takes   examples; those of one fold may be left out
 * Gives   the weights of one training at a time: sentiment as anybody writes first, then all that concerns a council
 * Errors  none
 * Memory  8 MB of weights, and their sums of squares
 * Cost    some twenty seconds for the first part, ten for the second
 * After   Duchi, Hazan, Singer 2011, Adaptive subgradient methods */
#ifndef TRAIN_HEADS_H
#define TRAIN_HEADS_H

#include <math.h>

#include "sets.h"

/* One step of AdaGrad, which the others share. */
static inline void heads_step(float *weight, float *square, float gradient, float rate, float shrink)
{
    gradient += shrink * *weight;
    *square += gradient * gradient;
    *weight -= rate * gradient / (sqrtf(*square) + 1e-4f);
}

void heads_learn_general(struct sets_example **items, size_t count, int fold_left_out);
/* After heads_learn_general, from what it left, and heads_run's part in each example's input. */
void heads_learn_council(struct sets_example **items, size_t count, int fold_left_out);

void heads_run(const struct sets_example *example, float heads[MODEL_LANES]);
void heads_softmax(const float *logits, float warmth, float *chances, int count);

/* Rounded to int8, as the program has them; heads_run says afterwards what the program will. */
void heads_pack(struct model_file *model);

#endif
