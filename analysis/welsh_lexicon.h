/* SPDX-License-Identifier: MIT */

/* welsh_lexicon — a council's own list of Welsh forms and lemmas.
 *
 * Takes   a file in the Lecsicon format: form, lemma and perhaps more, separated by tabs, a row a line
 * Gives   the lemmas a form may have, in the file's order
 * Errors  CONFIG with file and line: no tab in a row; over 4 million rows, over 256 MiB
 * Memory  the file and 8 bytes a row, until welsh_lexicon_free
 * Cost    300 ns a row to read, 100 ns to look up */
#ifndef ANALYSIS_WELSH_LEXICON_H
#define ANALYSIS_WELSH_LEXICON_H

#include "base/arena.h"
#include "base/err.h"

enum { WELSH_LEXICON_LEMMAS_MOST = 8 };

struct welsh_lexicon;

bool welsh_lexicon_read(const char *path, struct welsh_lexicon **lexicon, struct err *err);
void welsh_lexicon_free(struct welsh_lexicon *lexicon);
size_t welsh_lexicon_find(const struct welsh_lexicon *lexicon, struct str form,
                          struct str lemmas[WELSH_LEXICON_LEMMAS_MOST]);

#endif
