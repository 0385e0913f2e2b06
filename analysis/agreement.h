/* SPDX-License-Identifier: MIT */

/* agreement — how often two said the same, and between what bounds that really lies.
 *
 * Takes   counts
 * Gives   the share, and Wilson's interval at 95 %: 0 … 1
 * Errors  none: of none, the share is 0 and the interval everything
 * Memory  none
 * Cost    O(1)
 * After   Wilson 1927 */
#ifndef ANALYSIS_AGREEMENT_H
#define ANALYSIS_AGREEMENT_H

#include <stddef.h>

struct agreement {
    double share, low, high;
};

struct agreement agreement_of(size_t same, size_t all);

#endif
