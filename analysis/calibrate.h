/* SPDX-License-Identifier: MIT */

/* calibrate — from a model's numbers to chances, the same on every machine.
 *
 * Takes   logits; the warmth they are multiplied by, fitted so that .8 is right four times in five
 * Gives   chances of 0 … 1
 * Errors  none
 * Memory  none
 * Cost    about 30 ns a number, 10 ns of many
 * After   temperature scaling (Guo and others 2017); exp by halving and a polynomial, as libm's differ in last bits */
#ifndef ANALYSIS_CALIBRATE_H
#define ANALYSIS_CALIBRATE_H

#include <stddef.h>

double calibrate_exp(double x);
void calibrate_exps(double numbers[], size_t count); /* of each, in its place */
double calibrate_sigmoid(double x);
void calibrate_softmax(const float *logits, size_t count, double warmth, float *chances);

#endif
