/* SPDX-License-Identifier: MIT */

/* findings — everything that lists and rules find in some texts, before anything is decided.
 *
 * Takes   the council's configuration at the start; then texts
 * Gives   words with language and terms, keywords, sentiment, cues of classes and issues, grams, traits, and
 *         what the model makes of them
 * Errors  at the start only, CONFIG: a list cannot be read
 * Memory  owns lists and the scratch of some texts; the next texts begin again in it
 * Cost    7 ms to start; O(bytes) a text. Each step goes through all texts before the next: its code and its tables are
 *         then in the machine's nearest memory, which has no room for those of all steps */
#ifndef ANALYSIS_FINDINGS_H
#define ANALYSIS_FINDINGS_H

#include "gazetteer.h"
#include "grams.h"
#include "language.h"
#include "lists.h"
#include "record/council.h"
#include "traits.h"
#include "vocabulary.h"
#include "welsh.h"

/* What a council's corrections taught, in its state_dir. */
#define FINDINGS_NUDGES "nudges.txt"

/* How many texts are read together. */
enum { FINDINGS_MOST = 16 };

/* Of one text. */
struct finding {
    struct str source;
    struct words words;
    struct language_reading spoken;
    struct phrases_text text;
    struct sentiment sentiment;
    struct cues class_cues, issue_cues;
    struct grams grams;
    float traits[TRAITS];
    struct model_output output;
};

struct findings {
    struct arena arena;
    struct vocabulary *vocabulary;
    struct welsh *welsh;
    struct language *language;
    struct stem *stem;
    struct lists lists;
    struct model *model;
    struct gazetteer *gazetteer; /* NULL: the council gave none */
    struct str version;
    struct finding of[FINDINGS_MOST]; /* the texts being read */
};

bool findings_open(struct findings *findings, const struct council *council, struct err *err);
void findings_free(struct findings *findings);

/* The finding of each of at most FINDINGS_MOST texts, in findings->of, until the next call. A long text is best read alone:
 * the scratch of each place keeps the size it once had. */
void findings_read(struct findings *findings, const struct str texts[], size_t count);

#endif
