/* SPDX-License-Identifier: MIT */

/* nudge — the model's last layer, moved a little by a council's own corrections.
 *
 * Takes   the model's heads for posts that an officer corrected, with what is right
 * Gives   a number to add to each head, drawn back to nothing where corrections are few; kept as a file of one line
 * Errors  CONFIG: a file that is none
 * Memory  the struct
 * Cost    O(corrections), a second for 100,000
 * After   ridge-penalised logistic regression on the constants alone: twenty corrections move little, a thousand much */
#ifndef ANALYSIS_NUDGE_H
#define ANALYSIS_NUDGE_H

#include "model.h"

struct nudge_example {
    float heads[MODEL_LANES]; /* without any nudge */
    int class_, label;        /* what is right, or -1 */
};

void nudge_learn(const struct nudge_example *examples, size_t count, float nudges[MODEL_LANES]);

bool nudge_read(const char *path, float nudges[MODEL_LANES], struct err *err);
bool nudge_write(const char *path, const float nudges[MODEL_LANES], struct err *err);

#endif
