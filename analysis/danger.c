/* SPDX-License-Identifier: MIT */
#include "danger.h"

#include "calibrate.h"

#include "base/banned.h"

void danger_said(const float heads[MODEL_LANES], float said[MODEL_SAID])
{
    float *chances = said + MODEL_HEADS;
    memcpy(said, heads, MODEL_HEADS * sizeof *said);
    said[MODEL_COMPLAINT] = 1; /* no part of it: where it begins is set apart. The constant has its place */
    const struct calibrate_group groups[] = {{heads + MODEL_GENERAL, chances, 3, 1},
                                             {heads + MODEL_CLASS, chances + 3, 5, 1},
                                             {heads + MODEL_COUNCIL, chances + 8, 3, 1}};
    calibrate_softmaxes(groups, sizeof groups / sizeof *groups);
}

float danger_of(const struct model_fit *fit, const float heads[MODEL_LANES])
{
    float said[MODEL_SAID], sum = 0;
    danger_said(heads, said);
    for (int i = 0; i < MODEL_SAID; i++)
        sum += fit->danger[i] * said[i];
    return sum;
}
