/* SPDX-License-Identifier: MIT */
#include "burst_level.h"

#include <math.h>
#include <string.h>

#include "base/banned.h"

/* Before anything is learned, and the most that is forgotten; half-lives. */
static const double level_variance = 2, day_variance = 0.04, level_days = 25, day_days = 120;

void burst_level_start(struct burst_level *level, double people_a_day)
{
    memset(level, 0, sizeof *level);
    level->beta[0] = log(fmax(people_a_day, 0.01));
    level->cov[0][0] = level_variance;
    for (int i = 1; i < BURST_LEVEL_TERMS; i++)
        level->cov[i][i] = day_variance;
}

double burst_level_mean(const struct burst_level *level, int weekday)
{
    return exp(fmin(level->beta[0] + level->beta[1 + weekday], 20));
}

double burst_level_variance(const struct burst_level *level, int weekday)
{
    int day = 1 + weekday;
    return level->cov[0][0] + 2 * level->cov[0][day] + level->cov[day][day];
}

/* What is known grows old: the level's variance faster than the weekdays'. */
static void forget(struct burst_level *level)
{
    double keep_level = exp2(-1 / level_days), keep_day = exp2(-1 / day_days), both = sqrt(keep_level * keep_day);
    for (int i = 0; i < BURST_LEVEL_TERMS; i++)
        for (int j = 0; j < BURST_LEVEL_TERMS; j++)
            level->cov[i][j] /= i == 0 && j == 0 ? keep_level : i > 0 && j > 0 ? keep_day : both;
    for (int i = 0; i < BURST_LEVEL_TERMS; i++) {
        double most = i == 0 ? level_variance : day_variance;
        if (level->cov[i][i] <= most)
            continue;
        double shrink = sqrt(most / level->cov[i][i]);
        for (int j = 0; j < BURST_LEVEL_TERMS; j++) {
            level->cov[i][j] *= shrink;
            level->cov[j][i] *= shrink;
        }
    }
}

void burst_level_learn(struct burst_level *level, int weekday, double people, double heard, double weight,
                       double dispersion)
{
    double px[BURST_LEVEL_TERMS];
    forget(level);
    double mean = burst_level_mean(level, weekday) * heard;
    if (mean <= 0)
        return;
    for (int i = 0; i < BURST_LEVEL_TERMS; i++)
        px[i] = level->cov[i][0] + level->cov[i][1 + weekday];
    double var = px[0] + px[1 + weekday];
    double den = dispersion / (weight * mean) + var;
    double step = fmin((people - mean) / mean, 0.7 * den / var) / den;
    for (int i = 0; i < BURST_LEVEL_TERMS; i++)
        level->beta[i] += px[i] * step;
    for (int i = 0; i < BURST_LEVEL_TERMS; i++)
        for (int j = 0; j < BURST_LEVEL_TERMS; j++)
            level->cov[i][j] -= px[i] * px[j] / den;
}
