/* SPDX-License-Identifier: MIT */

/* danger — whether a post tells of a danger now, weighed from all that the heads say of it.
 *
 * Takes   the heads of a text, and what the model's fit has learnt of them
 * Gives   a number above 0 where it is more likely than not; where it is called urgent is the fit's own
 * Errors  none
 * Memory  none
 * Cost    0.3 us
 * After   stacked generalization (Wolpert 1992): a danger is reported, asked for or complained of, and seldom praised or
 *         passed on, which one head alone cannot say */
#ifndef ANALYSIS_DANGER_H
#define ANALYSIS_DANGER_H

#include "model.h"

/* The heads, and the chances of each feeling as anybody writes, of each class, and of each feeling to a council. */
void danger_said(const float heads[MODEL_LANES], float said[MODEL_SAID]);
float danger_of(const struct model_fit *fit, const float heads[MODEL_LANES]);

#endif
