/* SPDX-License-Identifier: MIT */
#include "record/mood.h"

#include <math.h>

#include "base/banned.h"

/* Where nothing else is known: sentiment of single posts scatters about this much, worth this many people. */
#define USUAL_VARIANCE 0.2
#define USUAL_PEOPLE   4.0
#define SCALE          100.0

static double mean_of(const struct mood_sums *sums)
{
    return sums->posts > 0 ? sums->sum / (double)sums->posts : 0;
}

/* Variance between posts, drawn to `otherwise` as if that came from USUAL_PEOPLE people. */
static double variance_of(const struct mood_sums *sums, double otherwise)
{
    double posts = (double)sums->posts, people = (double)sums->people, mean = mean_of(sums);
    if (people < 2 || posts < 2)
        return otherwise;
    double own = fmax(0, (sums->squares - posts * mean * mean) / (posts - 1));
    return (USUAL_PEOPLE * otherwise + (people - 1) * own) / (USUAL_PEOPLE + people - 1);
}

double mood_spread(const struct mood_sums *children, size_t count)
{
    double weights = 0, weights2 = 0, weighted = 0, q = 0;
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        if (children[i].people == 0)
            continue;
        double weight = (double)children[i].people / variance_of(&children[i], USUAL_VARIANCE);
        weights += weight;
        weights2 += weight * weight;
        weighted += weight * mean_of(&children[i]);
        used++;
    }
    if (used < 2)
        return MOOD_SPREAD_LEAST;
    for (size_t i = 0; i < count; i++) {
        double off = mean_of(&children[i]) - weighted / weights;
        if (children[i].people > 0)
            q += (double)children[i].people / variance_of(&children[i], USUAL_VARIANCE) * off * off;
    }
    double between = (q - (double)(used - 1)) / (weights - weights2 / weights);
    return sqrt(fmax(between, MOOD_SPREAD_LEAST * MOOD_SPREAD_LEAST));
}

/* Student's t at 97.5 %, by Cornish and Fisher's expansion: within 0.5 % from four degrees of freedom. */
static double t_quantile(double freedom)
{
    const double z = 1.959963985, z3 = z * z * z, z5 = z3 * z * z, z7 = z5 * z * z;
    return z + (z3 + z) / (4 * freedom) + (5 * z5 + 16 * z3 + 3 * z) / (96 * freedom * freedom) +
           (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * freedom * freedom * freedom);
}

static double bounded(double mood)
{
    return fmin(SCALE, fmax(-SCALE, SCALE * mood));
}

struct summary_mood mood_of(const struct mood_sums *cell, const struct mood_sums *parent, double spread)
{
    struct summary_mood mood = {.people = cell->people, .posts = cell->posts};
    if (cell->people < MOOD_PEOPLE_LEAST || cell->posts == 0)
        return mood;
    double people = (double)cell->people, variance, centre = mean_of(cell), weight = people;
    if (parent == NULL || parent->posts == 0) {
        variance = variance_of(cell, USUAL_VARIANCE);
    } else {
        variance = variance_of(cell, variance_of(parent, USUAL_VARIANCE));
        double borrowed = variance / (spread * spread);
        weight = people + borrowed;
        centre = (people * centre + borrowed * mean_of(parent)) / weight;
    }
    double reach = t_quantile(people - 1 + USUAL_PEOPLE) * sqrt(variance / weight);
    mood.known = true;
    mood.mood = bounded(centre);
    mood.low = bounded(centre - reach);
    mood.high = bounded(centre + reach);
    return mood;
}
