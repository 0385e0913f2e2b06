/* SPDX-License-Identifier: MIT */
#include "calibrate.h"

#include "lanes.h"

#include "base/banned.h"

/* exp(x) = exp(x / 256) ^ 256, the inner by its series. */
LANES_INLINE double exp_of(double x)
{
    x = x < -60 ? -60 : x;
    x = x > 60 ? 60 : x;
    double y = x / 256, e = 1 + y * (1 + y / 2 * (1 + y / 3 * (1 + y / 4 * (1 + y / 5 * (1 + y / 6)))));
    e *= e, e *= e, e *= e, e *= e;
    e *= e, e *= e, e *= e, e *= e;
    return e;
}

double calibrate_exp(double x)
{
    return exp_of(x);
}

LANES_WIDE void calibrate_exps(double numbers[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        numbers[i] = exp_of(numbers[i]);
}

double calibrate_sigmoid(double x)
{
    return 1 / (1 + calibrate_exp(-x));
}

void calibrate_softmax(const float *logits, size_t count, double warmth, float *chances)
{
    double most = logits[0], sum = 0;
    for (size_t i = 1; i < count; i++)
        most = logits[i] > most ? logits[i] : most;
    for (size_t i = 0; i < count; i++) {
        double chance = calibrate_exp((logits[i] - most) * warmth);
        chances[i] = (float)chance;
        sum += chance;
    }
    for (size_t i = 0; i < count; i++)
        chances[i] = (float)(chances[i] / sum);
}
