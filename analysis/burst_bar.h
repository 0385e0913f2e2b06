/* SPDX-License-Identifier: MIT */

/* burst_bar — over how many people due a window is no news, whatever the spread: asked before anything is computed.
 *
 * Takes   the lowest score that matters, for a word's people and for others'
 * Gives   by the people of a window, the most due at which they might reach that score: never too few, and seldom a third
 *         too many. For a ward together with those who name none also by how many times more the latter are
 * Errors  none
 * Memory  under 1 KB, its owner's; burst_bar starts as {0}
 * Cost    about 100 us when a score has left its step of BURST_BAR_STEP, else none
 * After   a tail is never less than its first term, and where it is rare never less than Poisson's of the same mean; a
 *         likelihood ratio is never more than Poisson's */
#ifndef ANALYSIS_BURST_BAR_H
#define ANALYSIS_BURST_BAR_H

#include <math.h>
#include <stdint.h>

enum { BURST_BAR_WINDOWS = 28, BURST_BAR_JOINT_MOST = 16, BURST_BAR_RATIOS = 10 };
#define BURST_BAR_STEP 0.25

/* A window's people: each number up to 12, then steps of a quarter. */
extern const uint16_t burst_bar_people[BURST_BAR_WINDOWS];

struct burst_bar {
    double score, word_score; /* rounded down to steps */
    float alone[BURST_BAR_WINDOWS], word[BURST_BAR_WINDOWS];
    /* A row for each number of times that those who name none are due more than the ward's: less than 1/4, 1/4, 1/2, 1 … */
    float joint[BURST_BAR_RATIOS][BURST_BAR_JOINT_MOST];
};

void burst_bar_set(struct burst_bar *bar, double score, double word_score);

/* The row of `joint` for two shares of the issue. */
static inline const float *burst_bar_joint(const struct burst_bar *bar, float ward, float none)
{
    int row = ilogbf(none / ward) + 3;
    row = row < 0 ? 0 : row < BURST_BAR_RATIOS ? row : BURST_BAR_RATIOS - 1;
    return bar->joint[row];
}

#endif
