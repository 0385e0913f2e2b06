/* SPDX-License-Identifier: MIT */
#include "agreement.h"

#include <math.h>

#include "base/banned.h"

static const double z = 1.959964;

struct agreement agreement_of(size_t same, size_t all)
{
    if (all == 0)
        return (struct agreement){0, 0, 1};
    double n = (double)all, p = (double)same / n, zz = z * z / n;
    double middle = (p + zz / 2) / (1 + zz), half = z * sqrt(p * (1 - p) / n + zz / n / 4) / (1 + zz);
    return (struct agreement){p, fmax(0, middle - half), fmin(1, middle + half)};
}
