/* SPDX-License-Identifier: MIT */

/* burst_tail — how rarely chance alone brings this many: the upper tail of the negative binomial.
 *
 * Takes   a count, the mean expected, and `spread`: the variance is mean + spread × mean²
 * Gives   -log10 P(X >= count), 0 … 300
 * Errors  none: a mean of 0 counts as 1e-9
 * Memory  none
 * Cost    burst_tail_bound about 30 ns, burst_tail_score about 200 ns
 * After   Stirling's formula for the bound; the tail is summed term by term */
#ifndef ANALYSIS_BURST_TAIL_H
#define ANALYSIS_BURST_TAIL_H

double burst_tail_score(double count, double mean, double spread);

/* Never below the score: what it rejects need not be computed. */
double burst_tail_bound(double count, double mean, double spread);

#endif
