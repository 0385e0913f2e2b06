/* SPDX-License-Identifier: MIT */

/* burst_tail — how rarely chance alone brings this many: the upper tail of the negative binomial.
 *
 * Takes   a count, the mean expected, and `spread`: the variance is mean + spread × mean²
 * Gives   -log10 P(X >= count), 0 … 300
 * Errors  none: a mean of 0 counts as 1e-9
 * Memory  none
 * Cost    burst_tail_bound about 20 ns, burst_tail_score about 200 ns
 * After   Stirling's formula for the bound; the tail is summed term by term */
#ifndef ANALYSIS_BURST_TAIL_H
#define ANALYSIS_BURST_TAIL_H

#include <stdint.h>
#include <string.h>

double burst_tail_score(double count, double mean, double spread);

/* The same if it is not under `least`; else something under it, as soon as that shows. */
double burst_tail_score_over(double count, double mean, double spread, double least);

/* Never below the score: what it rejects need not be computed. */
double burst_tail_bound(double count, double mean, double spread);

/* log(x) of a number over 0, off by less than BURST_TAIL_LOG_OFF, at a third of log's cost: for bounds. The logarithm of
 * 1 + part is Chebyshev's polynomial of the fourth degree. */
#define BURST_TAIL_LOG_OFF 1e-4
static inline double burst_tail_log(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    double exponent = (double)((int)(bits >> 52) - 1023), part;
    bits = (bits & 0xfffffffffffffu) | 0x3ff0000000000000u;
    memcpy(&part, &bits, sizeof part);
    part -= 1;
    return exponent * 0.69314718055994531 +
           (7.942077648787367e-05 +
            part * (0.9959657831345073 +
                    part * (-0.46502043744558624 + part * (0.21644870778433922 + part * -0.05437093355556666))));
}

#endif
