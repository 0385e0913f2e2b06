/* SPDX-License-Identifier: MIT */
#include "calibrate.h"

#include "base/err.h"
#include "lanes.h"

#include "base/banned.h"

/* exp(x) = exp(x / 256) ^ 256, the inner by its series. */
LANES_WIDE void calibrate_exps(double numbers[], size_t count)
{
    const lanes_doubles least = {-60, -60, -60, -60}, most = {60, 60, 60, 60};
    for (size_t i = 0; i < count; i += CALIBRATE_ROUND) {
        lanes_doubles x = *(const lanes_doubles *)(numbers + i);
        x = LANES_CHOOSE(x < least, least, x);
        x = LANES_CHOOSE(x > most, most, x);
        lanes_doubles y = x / 256, e = 1 + y * (1 + y / 2 * (1 + y / 3 * (1 + y / 4 * (1 + y / 5 * (1 + y / 6)))));
        e *= e, e *= e, e *= e, e *= e;
        e *= e, e *= e, e *= e, e *= e;
        *(lanes_doubles *)(numbers + i) = e;
    }
}

double calibrate_exp(double x)
{
    double numbers[CALIBRATE_ROUND] = {x};
    calibrate_exps(numbers, 1);
    return numbers[0];
}

double calibrate_sigmoid(double x)
{
    return 1 / (1 + calibrate_exp(-x));
}

/* What stands before the exponents; how many. */
static size_t list_exponents(const struct calibrate_group groups[], size_t count, double exponents[CALIBRATE_MOST])
{
    size_t at = 0;
    for (const struct calibrate_group *group = groups; group < groups + count; group++) {
        float most = group->logits[0];
        for (size_t i = 1; i < group->count; i++)
            most = group->logits[i] > most ? group->logits[i] : most;
        MUST(at + group->count <= CALIBRATE_MOST);
        for (size_t i = 0; i < group->count; i++)
            exponents[at++] = ((double)group->logits[i] - (double)most) * group->warmth;
    }
    return at;
}

void calibrate_softmaxes(const struct calibrate_group groups[], size_t count)
{
    double exps[CALIBRATE_MOST] = {0}, *at = exps;
    size_t all = list_exponents(groups, count, exps);
    calibrate_exps(exps, all);
    for (const struct calibrate_group *group = groups; group < groups + count; at += group++->count) {
        double sum = 0;
        for (size_t i = 0; i < group->count; i++)
            sum += at[i];
        for (size_t i = 0; i < group->count; i++)
            group->chances[i] = (float)((double)(float)at[i] / sum);
    }
}

void calibrate_softmax(const float *logits, size_t count, double warmth, float *chances)
{
    calibrate_softmaxes(&(struct calibrate_group){logits, chances, count, warmth}, 1);
}
