/* SPDX-License-Identifier: MIT */
#include "burst_bar.h"

#include <math.h>
#include <stdlib.h>

#include "base/err.h"
#include "burst_tail.h"

#include "base/banned.h"

enum { HALVINGS = 8 };
static const double joint_step = 0.25;
/* The logarithm of the ratio between the most and the fewest due that are told apart; rounding. */
static const double span = 14, rounding = 1.0001;

const uint16_t burst_bar_people[BURST_BAR_WINDOWS] = {2,  3,  4,  5,  6,  7,  8,  9,   10,  11,  12,  15,  18,  22,
                                                      27, 33, 41, 51, 63, 78, 97, 121, 151, 188, 235, 293, 366, 457};

/* What the score is at most. */
static double most_alone(double people, double due, double spread)
{
    return fmin(burst_tail_bound(people, due, spread),
                BURST_BAR_WILD_RARITY + burst_tail_bound(people, due, BURST_BAR_WILD * spread));
}

static float most_due_alone(double people, double score, double spread)
{
    double low = -span, high = -log(BURST_BAR_RATIO_LEAST);
    for (int i = 0; i < HALVINGS && score >= BURST_BAR_SCORE_LEAST; i++) {
        double middle = (low + high) / 2;
        if (most_alone(people, people * exp(middle), spread) >= score)
            low = middle;
        else
            high = middle;
    }
    return (float)(people * exp(high) * rounding);
}

/* The least spread of a row: 0, then 1/64, 1.5/64, 2/64, 3/64 …, of which the first bits are one more each. */
static double least_of(int row)
{
    uint32_t bits = (uint32_t)(BURST_BAR_FIRST_BITS + row - 1) << BURST_BAR_BITS;
    float least;
    memcpy(&least, &bits, sizeof least);
    return row == 0 ? 0 : (double)least;
}

void burst_bar_make(struct burst_bar *bar, int spread, int score)
{
    double least = score == 0 ? 0 : BURST_BAR_SCORE_LEAST + (score - 1) * BURST_BAR_SCORE_STEP;
    float *row = bar->alone[spread][score] = malloc(BURST_BAR_WINDOWS * sizeof *row);
    MUST(row != NULL);
    for (int i = 0; i < BURST_BAR_WINDOWS; i++)
        row[i] = most_due_alone(burst_bar_people[i], least, least_of(spread));
}

/* Of a ward with so many people, and those who name none, `ratio` times as many of them due; in nats. */
static double most_joint(double people, double others, double ratio, double due)
{
    double alone = people * log(people / due) - (people - due), all = people + others;
    return alone + others * log1p((people - due) / (4 * ratio * due)) + 0.5 * log(2 * M_PI * all);
}

static float most_due_joint(double people, double others, double ratio, double score)
{
    double low = -span, high = -log(BURST_BAR_JOINT_RATIO_LEAST);
    for (int i = 0; i < HALVINGS && score >= BURST_BAR_SCORE_LEAST; i++) {
        double middle = (low + high) / 2;
        if (most_joint(people, others, ratio, people * exp(middle)) >= score * M_LN10)
            low = middle;
        else
            high = middle;
    }
    return (float)(people * exp(high) * rounding);
}

static struct burst_bar_joint *new_joint(double ratio, double score)
{
    struct burst_bar_joint *row = calloc(1, sizeof *row);
    MUST(row != NULL);
    for (int people = 1; people < BURST_BAR_JOINT_MOST; people++)
        for (int others = 1; people + others <= BURST_BAR_JOINT_MOST; others++)
            row->most_due[people][others - 1] = most_due_joint(people, others, ratio, ratio > 0 ? score : 0);
    return row;
}

static void forget_joint(struct burst_bar *bar)
{
    for (int row = 0; row < BURST_BAR_RATIOS; row++) {
        free(bar->joint[row]);
        bar->joint[row] = NULL;
    }
}

const struct burst_bar_joint *burst_bar_joint(struct burst_bar *bar, double score, float ward, float none)
{
    int row = (int)(burst_bar_bits(none / ward) >> 23) - 124;
    row = row < 0 ? 0 : row < BURST_BAR_RATIOS ? row : BURST_BAR_RATIOS - 1;
    if (score < bar->joint_score || score >= bar->joint_score + joint_step) {
        forget_joint(bar);
        bar->joint_score = floor(score / joint_step) * joint_step;
    }
    if (bar->joint[row] == NULL)
        bar->joint[row] = new_joint(row == 0 ? 0 : ldexp(0.25, row - 1), bar->joint_score);
    return bar->joint[row];
}

void burst_bar_free(struct burst_bar *bar)
{
    forget_joint(bar);
    for (int spread = 0; spread < BURST_BAR_SPREADS; spread++)
        for (int score = 0; score < BURST_BAR_SCORES; score++)
            free(bar->alone[spread][score]);
}
