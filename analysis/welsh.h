/* SPDX-License-Identifier: MIT */

/* welsh — from a Welsh form to its lemma: mutations undone, inflections and colloquial forms looked up.
 *
 * Takes   a folded form, as words.h gives it; the table analysis/data/welsh.bin; perhaps a council's own lexicon
 * Gives   one lemma, the likeliest; an unknown form loses only the mutations that cannot be anything else
 * Errors  CONFIG: a table or lexicon that cannot be read, or is none
 * Memory  owns the table (690 KB) and the lexicon (about 20 MB for Lecsicon's 495,000 rows)
 * Cost    1 ms to open, and 150 ms with Lecsicon; about 300 ns a form
 * After   a minimal acyclic automaton (Daciuk and others 2000) over Lecsicon Cymraeg Bangor; data/make_welsh.py
 *         says what is in it. No context is read: "fan" is the same lemma in every sentence */
#ifndef ANALYSIS_WELSH_H
#define ANALYSIS_WELSH_H

#include "base/arena.h"
#include "base/err.h"

enum { WELSH_BYTES_MOST = 64, WELSH_RADICALS_MOST = 8 };

struct welsh;

/* `lexicon` is the path of a file in the Lecsicon format (form, lemma, part of speech, mutation …, with tabs),
 * or NULL. */
bool welsh_open(const char *table, const char *lexicon, struct welsh **welsh, struct err *err);
void welsh_free(struct welsh *welsh);

/* The lemma of a form of at most WELSH_BYTES_MOST bytes, a longer one is its own; valid as long as both. */
struct str welsh_lemma(const struct welsh *welsh, struct str form, char room[WELSH_BYTES_MOST * 2]);

/* Whether the table has the form as it stands. */
bool welsh_knows(const struct welsh *welsh, struct str form);

/* What a form may have been before a mutation: put `start` before what is left after cutting `cut` bytes. */
struct welsh_radical {
    const char *start;
    size_t cut;
    int doubt; /* 0: the form itself; 2: a mutation; 8: a rare one */
};

/* The form itself comes first. */
size_t welsh_radicals(struct str form, struct welsh_radical radicals[WELSH_RADICALS_MOST]);

#endif
