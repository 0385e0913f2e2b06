/* SPDX-License-Identifier: MIT */
#include "burst_bar.h"

#include "base/banned.h"

enum { HALVINGS = 8 };
/* Where the tail is not rare, Poisson's may be more. */
static const double least_score = 1.5;
/* The logarithm of the ratio between the most and the fewest due that are told apart. */
static const double span = 14;

const uint16_t burst_bar_people[BURST_BAR_WINDOWS] = {2,  3,  4,  5,  6,  7,  8,  9,   10,  11,  12,  15,  18,  22,
                                                      27, 33, 41, 51, 63, 78, 97, 121, 151, 188, 235, 293, 366, 457};

/* Of a window of people; of a ward with so many and others who name none, `ratio` times as many of them due. */
struct window {
    double people, others, ratio;
};

/* In nats; less, the more are due. */
static double most_nats(const struct window *window, double due)
{
    double people = window->people;
    if (window->others == 0)
        return due - people * log(due) + lgamma(people + 1);
    double alone = people * log(people / due) - (people - due), all = people + window->others;
    return alone + window->others * log1p((people - due) / (4 * window->ratio * due)) + 0.5 * log(2 * M_PI * all);
}

static float most_due(struct window window, double score)
{
    double low = -span, high = 0;
    for (int i = 0; i < HALVINGS && score >= least_score; i++) {
        double middle = (low + high) / 2;
        if (most_nats(&window, window.people * exp(middle)) >= score * M_LN10)
            low = middle;
        else
            high = middle;
    }
    return (float)(window.people * exp(high) * 1.0001);
}

static double step_of(double score)
{
    return floor(score / BURST_BAR_STEP) * BURST_BAR_STEP;
}

static void set_alone(float due[BURST_BAR_WINDOWS], double score)
{
    for (int i = 0; i < BURST_BAR_WINDOWS; i++)
        due[i] = most_due((struct window){burst_bar_people[i], 0, 0}, score);
}

static void set_joint(float due[BURST_BAR_JOINT_MOST], double ratio, double score)
{
    for (int people = 0; people < BURST_BAR_JOINT_MOST; people++)
        due[people] = ratio > 0 ? most_due((struct window){people, BURST_BAR_JOINT_MOST - people, ratio}, score)
                                : (float)people;
}

void burst_bar_set(struct burst_bar *bar, double score, double word_score)
{
    score = step_of(score);
    word_score = step_of(word_score);
    if (word_score != bar->word_score || bar->word[0] <= 0)
        set_alone(bar->word, word_score);
    if (score != bar->score || bar->alone[0] <= 0) {
        set_alone(bar->alone, score);
        for (int row = 0; row < BURST_BAR_RATIOS; row++)
            set_joint(bar->joint[row], row == 0 ? 0 : ldexp(0.25, row - 1), score);
    }
    bar->score = score;
    bar->word_score = word_score;
}
