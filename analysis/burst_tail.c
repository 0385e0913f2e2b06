/* SPDX-License-Identifier: MIT */
#include "burst_tail.h"

#include <math.h>

#include "base/banned.h"

enum { TERMS_MOST = 4000 };
static const double least_spread = 1e-4, least_mean = 1e-9, score_most = 300;

/* The tail is more than its first term, and Stirling's formula errs by less than what is added. */
double burst_tail_bound(double count, double mean, double spread)
{
    mean = fmax(mean, least_mean);
    if (count <= mean)
        return 0;
    double shape = 1 / fmax(spread, least_spread);
    double nats = count * log(count / mean) - (count + shape) * log((count + shape) / (mean + shape));
    double stirling = 0.5 * log(2 * M_PI * count * (count + shape) / shape) + 0.1;
    return (nats + stirling + (shape < 1 ? 0.5 * log(1 / shape) : 0)) / M_LN10;
}

/* The sum of P(count + i) / P(count), i = 0, 1, 2 … */
static double sum_of_terms(double count, double odds, double shape)
{
    double term = 1, sum = 1;
    for (int i = 0; i < TERMS_MOST && term > sum * 1e-10; i++) {
        term *= odds * (count + i + shape) / (count + i + 1);
        sum += term;
    }
    return sum;
}

double burst_tail_score(double count, double mean, double spread)
{
    mean = fmax(mean, least_mean);
    if (count <= mean)
        return 0;
    double shape = 1 / fmax(spread, least_spread), odds = mean / (mean + shape);
    int sign;
    double first = lgamma_r(count + shape, &sign) - lgamma_r(shape, &sign) - lgamma_r(count + 1, &sign) +
                   count * log(odds) - shape * log1p(mean / shape);
    double nats = -(first + log(sum_of_terms(count, odds, shape)));
    return fmin(fmax(nats / M_LN10, 0), score_most);
}
