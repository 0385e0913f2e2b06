/* SPDX-License-Identifier: MIT */

/* calibrate — from a model's numbers to chances, the same on every machine.
 *
 * Takes   logits; the warmth they are multiplied by, fitted so that .8 is right four times in five
 * Gives   chances of 0 … 1
 * Errors  none
 * Memory  none
 * Cost    about 30 ns a number, 5 ns of many
 * After   temperature scaling (Guo and others 2017); exp by halving and a polynomial, as libm's differ in last bits */
#ifndef ANALYSIS_CALIBRATE_H
#define ANALYSIS_CALIBRATE_H

#include <stddef.h>

double calibrate_exp(double x);

/* Of each, in its place; there is room for a count that is a multiple of CALIBRATE_ROUND. */
enum { CALIBRATE_ROUND = 4 };
void calibrate_exps(double numbers[], size_t count);

double calibrate_sigmoid(double x);
void calibrate_softmax(const float *logits, size_t count, double warmth, float *chances);

/* Some softmaxes at once, which is a third of the cost of one after the other; of all together at most CALIBRATE_MOST. */
enum { CALIBRATE_MOST = 32 };
struct calibrate_group {
    const float *logits;
    float *chances;
    size_t count;
    double warmth;
};
void calibrate_softmaxes(const struct calibrate_group groups[], size_t count);

#endif
