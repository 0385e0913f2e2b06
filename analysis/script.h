/* SPDX-License-Identifier: MIT */

/* script — languages that their letters give away.
 *
 * Takes   words
 * Gives   the code of the language most letters belong to, if they are not Latin or Cyrillic: ar fa ur he zh ja ko
 *         hi bn pa gu ta th el am
 * Errors  none
 * Memory  none
 * Cost    O(bytes) of words that do not begin with an ASCII letter
 * After   Unicode blocks; Urdu and Persian by letters Arabic does not have, Japanese by its syllables. Languages
 *         that share a script are not told apart further: Marathi is hi */
#ifndef ANALYSIS_SCRIPT_H
#define ANALYSIS_SCRIPT_H

#include "words.h"

/* NULL if Latin and Cyrillic words are the most. */
const char *script_language(const struct words *words);

#endif
