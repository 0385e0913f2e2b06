/* SPDX-License-Identifier: MIT */

/* burst_bar — over how many people due a window is no news: asked before anything is computed.
 *
 * Takes   the lowest score that matters, and the spread, of which no less than a half more is told apart
 * Gives   by the people of a window, the most due at which they might reach that score: never too few, and seldom a third
 *         too many. For a ward together with those who name none also by how many times more the latter are
 * Errors  none
 * Memory  3 KB, and 128 B for each row or 1 KB for each of wards that was asked for; a burst_bar starts as {0}
 * Cost    a look; about 20 us when a row is asked for first, 100 us one of wards
 * After   a tail that is rare is the rarer the smaller the spread, and never under its bound (burst_tail_bound); a
 *         likelihood ratio is never more than Poisson's */
#ifndef ANALYSIS_BURST_BAR_H
#define ANALYSIS_BURST_BAR_H

#include <stdint.h>
#include <string.h>

enum { BURST_BAR_WINDOWS = 28, BURST_BAR_SPREADS = 19, BURST_BAR_SCORES = 17, BURST_BAR_JOINT_MOST = 16, BURST_BAR_RATIOS = 10 };

/* A window's people: each number up to 12, then steps of a quarter. */
extern const uint16_t burst_bar_people[BURST_BAR_WINDOWS];

/* Now and then a day is wilder than the spread that was measured: how often, in powers of ten, and its spread over the
 * usual. A window's score is no more than what such a day leaves of it. */
#define BURST_BAR_WILD_RARITY 0.5
#define BURST_BAR_WILD        4.0
/* A window with less than so many times what is due is never tried, nor a ward together with those who name none. */
#define BURST_BAR_RATIO_LEAST       1.2
#define BURST_BAR_JOINT_RATIO_LEAST 1.8

/* Under the least every window is tried, as where a tail is not rare a greater spread may make it rarer. */
#define BURST_BAR_SCORE_LEAST 2.0
#define BURST_BAR_SCORE_STEP  0.5

/* By the people who name the ward, and one less than those who name none. */
struct burst_bar_joint {
    float most_due[BURST_BAR_JOINT_MOST][BURST_BAR_JOINT_MOST];
};

struct burst_bar {
    float *alone[BURST_BAR_SPREADS][BURST_BAR_SCORES]; /* NULL: not asked for yet */
    double joint_score; /* rounded down to a step */
    /* A row for each number of times that those who name none are due more than the ward's: less than 1/4, 1/4, 1/2, 1 … */
    struct burst_bar_joint *joint[BURST_BAR_RATIOS];
};

static inline uint32_t burst_bar_bits(float number)
{
    uint32_t bits;
    memcpy(&bits, &number, sizeof bits);
    return bits;
}

/* The row of a spread: by its exponent and one bit more, from those of 1/64 on. */
enum { BURST_BAR_BITS = 22, BURST_BAR_FIRST_BITS = (127 - 6) * 2 };
static inline int burst_bar_spread(double spread)
{
    int row = (int)(burst_bar_bits((float)spread) >> BURST_BAR_BITS) - BURST_BAR_FIRST_BITS + 1;
    return row < 0 ? 0 : row < BURST_BAR_SPREADS ? row : BURST_BAR_SPREADS - 1;
}

void burst_bar_make(struct burst_bar *bar, int spread, int score);

/* By window, for the row of a spread. */
static inline const float *burst_bar_alone(struct burst_bar *bar, int spread, double score)
{
    double steps = (score - BURST_BAR_SCORE_LEAST) / BURST_BAR_SCORE_STEP;
    int row = steps < 0 ? 0 : steps < BURST_BAR_SCORES - 1 ? (int)steps + 1 : BURST_BAR_SCORES - 1;
    if (bar->alone[spread][row] == NULL)
        burst_bar_make(bar, spread, row);
    return bar->alone[spread][row];
}

/* Due of the ward; the shares are the cells' of the issue. */
const struct burst_bar_joint *burst_bar_joint(struct burst_bar *bar, double score, float ward, float none);
void burst_bar_free(struct burst_bar *bar);

#endif
