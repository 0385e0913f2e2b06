/* SPDX-License-Identifier: MIT */

/* repeats — texts that are one text said again: reposts, copies, near copies.
 *
 * Takes   words of a post; or two likenesses
 * Gives   a likeness of 64 bits; whether two are near copies; the newest like it in a window of recent ones
 * Errors  none
 * Memory  a window is 16 KB, in its owner's hands
 * Cost    8 ns a word; 2 ns a likeness compared, so 2 us for a whole window
 * After   SimHash (Charikar 2002; Manku and others 2007) over words and pairs of words. Links, handles, "RT", numbers
 *         and punctuation do not count. Texts under REPEATS_WORDS_LEAST words are too alike by chance and have no
 *         likeness: "thank you" from two people is two voices */
#ifndef ANALYSIS_REPEATS_H
#define ANALYSIS_REPEATS_H

#include "words.h"

enum { REPEATS_WORDS_LEAST = 5, REPEATS_BITS_MOST = 10, REPEATS_WINDOW = 1024 };

/* Of the first 80 words; 0: none. */
uint64_t repeats_likeness(const struct words *words);

bool repeats_is_near(uint64_t a, uint64_t b);

/* The last REPEATS_WINDOW likenesses, each with a number its owner gave. Starts as {0}. */
struct repeats_window {
    uint64_t likeness[REPEATS_WINDOW], number[REPEATS_WINDOW];
    size_t count; /* ever added */
};

void repeats_add(struct repeats_window *window, uint64_t likeness, uint64_t number);

/* The number of the newest near copy; false if there is none. */
bool repeats_find(const struct repeats_window *window, uint64_t likeness, uint64_t *number);

#endif
