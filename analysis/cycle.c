/* SPDX-License-Identifier: MIT */
#include "cycle.h"

#include <math.h>

#include "base/err.h"

#include "base/banned.h"

/* How much likelier a year must make it, and how many times what chance does. */
static const double likeness_least = 0.05, chances = 4;

/* The likeness of a series to itself `lag` buckets ago, -1 … 1; its mean is 0, its squares add up to `square`. */
static double likeness(const double *values, size_t count, size_t lag, double square)
{
    double sum = 0;
    for (size_t i = lag; i < count; i++)
        sum += values[i] * values[i - lag];
    return sum / square * (double)count / (double)(count - lag);
}

void cycle_see(struct cycle *cycle, double *counts, size_t buckets)
{
    MUST(buckets >= CYCLE_LEAST && buckets <= CYCLE_MOST);
    double mean = 0, square = 0, weight = (double)buckets;
    for (size_t i = 0; i < buckets; i++)
        mean += counts[i] = sqrt(counts[i]);
    mean /= weight;
    for (size_t i = 0; i < buckets; i++) {
        counts[i] -= mean;
        square += counts[i] * counts[i];
    }
    if (square <= 0)
        return;
    double half_week = (likeness(counts, buckets, 3, square) + likeness(counts, buckets, 4, square)) / 2;
    cycle->yearly += weight * (likeness(counts, buckets, 52, square) - likeness(counts, buckets, 26, square));
    cycle->weekly += weight * (likeness(counts, buckets, 7, square) - half_week);
    cycle->pairs += weight;
}

bool cycle_is_weeks(const struct cycle *cycle)
{
    if (cycle->pairs <= 0)
        return false;
    double least = fmax(likeness_least, chances / sqrt(cycle->pairs));
    return cycle->yearly / cycle->pairs > least && cycle->weekly / cycle->pairs < least / 2;
}
