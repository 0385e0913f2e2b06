/* SPDX-License-Identifier: MIT */
#include "burst_tail.h"

#include <math.h>

#include "base/banned.h"

enum { TERMS_MOST = 4000 };
static const double least_spread = 1e-4, least_mean = 1e-9, score_most = 300;

/* fmax without a call. */
static inline double at_least(double least, double value)
{
    return value > least ? value : least;
}

/* The tail's first terms over its very first: no less than eight that fall as fast as the fastest of them does. */
static double first_terms(double count, double odds, double shape)
{
    double last = odds * (count + 6 + shape) / (count + 7), first = odds * (count + shape) / (count + 1);
    double falls = last < first ? last : first, twice = falls * falls;
    return (1 + falls) * (1 + twice) * (1 + twice * twice);
}

/* The tail is more than its first terms, and Stirling's formula errs by less than what is added. */
double burst_tail_bound(double count, double mean, double spread)
{
    mean = at_least(least_mean, mean);
    if (count <= mean)
        return 0;
    double shape = 1 / at_least(least_spread, spread), both = count + shape;
    double nats = count * burst_tail_log(count / mean) - both * burst_tail_log(both / (mean + shape));
    double terms = first_terms(count, mean / (mean + shape), shape);
    double stirling = 0.5 * burst_tail_log(2 * M_PI * count * both / (shape * terms * terms)) + 0.1;
    double off = (count + both + 2) * BURST_TAIL_LOG_OFF;
    return (nats + off + stirling + (shape < 1 ? 0.5 * burst_tail_log(1 / shape) : 0)) / M_LN10;
}

/* The sum of P(count + i) / P(count), i = 0, 1, 2 …, or of as many terms as are more than `enough`. */
static double sum_of_terms(double count, double odds, double shape, double enough)
{
    double term = 1, sum = 1;
    for (int i = 0; i < TERMS_MOST && term > sum * 1e-10 && sum <= enough; i++) {
        term *= odds * (count + i + shape) / (count + i + 1);
        sum += term;
    }
    return sum;
}

double burst_tail_score_over(double count, double mean, double spread, double least)
{
    mean = at_least(least_mean, mean);
    if (count <= mean)
        return 0;
    double shape = 1 / at_least(least_spread, spread), odds = mean / (mean + shape);
    int sign;
    double first = lgamma_r(count + shape, &sign) - lgamma_r(shape, &sign) - lgamma_r(count + 1, &sign) +
                   count * log(odds) - shape * log1p(mean / shape);
    double enough = exp(-least * M_LN10 - first) * (1 + 1e-9); /* beyond it, rounding is not what makes it less */
    double nats = -(first + log(sum_of_terms(count, odds, shape, enough)));
    return fmin(fmax(nats / M_LN10, 0), score_most);
}

double burst_tail_score(double count, double mean, double spread)
{
    return burst_tail_score_over(count, mean, spread, -1);
}
