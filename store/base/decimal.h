/* SPDX-License-Identifier: MIT */

/* decimal — numbers as text, as printf would write them, without its cost.
 *
 * Takes   a whole number; or one that is finite and within 1e18, and how many decimals it is rounded to
 * Gives   its digits, without the zeros that end a fraction, never -0
 * Errors  none
 * Memory  the text lies in the room given
 * Cost    about 20 ns; 200 ns with more than three decimals
 * After   printf's %.*f, digit for digit: three decimals of a double are a product of 63 bits, so that whole numbers round
 *         it exactly, ties to even; for what is longer printf is asked */
#ifndef STORE_BASE_DECIMAL_H
#define STORE_BASE_DECIMAL_H

#include "base/str.h"

enum { DECIMAL_BYTES = 64 };

struct str decimal_i64(char room[DECIMAL_BYTES], int64_t value);
struct str decimal_double(char room[DECIMAL_BYTES], double value, int decimals);

#endif
