/* SPDX-License-Identifier: MIT */

/* burst_level — how many people a day an issue usually brings: a Poisson regression that learns day by day.
 *
 * Takes   for each day its weekday, the people counted, and how much of the day was heard (0…1)
 * Gives   the expected people of a weekday, and the variance of its logarithm
 * Errors  none
 * Memory  the struct alone
 * Cost    about 100 multiplications a day
 * After   West and Harrison 1997 (discounting by component); Noufaily 2013 (weights for what an outbreak teaches).
 *         We limit the step, never the residual: clipping the residual drives small series to zero */
#ifndef ANALYSIS_BURST_LEVEL_H
#define ANALYSIS_BURST_LEVEL_H

enum { BURST_LEVEL_TERMS = 8 }; /* level, and seven weekdays that shrink to none */

struct burst_level {
    double beta[BURST_LEVEL_TERMS];
    double cov[BURST_LEVEL_TERMS][BURST_LEVEL_TERMS];
};

void burst_level_start(struct burst_level *level, double people_a_day);
double burst_level_mean(const struct burst_level *level, int weekday);
double burst_level_variance(const struct burst_level *level, int weekday); /* of log mean */
void burst_level_learn(struct burst_level *level, int weekday, double people, double heard, double weight,
                       double dispersion);

#endif
