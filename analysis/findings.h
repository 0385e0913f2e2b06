/* SPDX-License-Identifier: MIT */

/* findings — everything that lists and rules find in one text, before anything is decided.
 *
 * Takes   the council's configuration at the start; then texts
 * Gives   words with language and terms, keywords, sentiment, cues of classes and issues, grams, traits, and
 *         what the model makes of them
 * Errors  at the start only, CONFIG: a list cannot be read
 * Memory  owns lists and the scratch of one text; the next text begins again in it
 * Cost    20 ms to start; O(bytes) a text */
#ifndef ANALYSIS_FINDINGS_H
#define ANALYSIS_FINDINGS_H

#include "gazetteer.h"
#include "grams.h"
#include "issues.h"
#include "language.h"
#include "record/council.h"
#include "traits.h"
#include "welsh.h"

/* What a council's corrections taught, in its state_dir. */
#define FINDINGS_NUDGES "nudges.txt"

struct findings {
    struct arena arena;
    struct welsh *welsh;
    struct language *language;
    struct stem *stem;
    struct phrases phrases;
    struct lexicon lexicon;
    struct classes classes;
    struct issues issues;
    struct model *model;
    struct gazetteer *gazetteer; /* NULL: the council gave none */
    struct str version;
    /* of the text being read */
    struct words words;
    struct language_reading spoken;
    struct phrases_text text;
    struct sentiment sentiment;
    struct cues class_cues, issue_cues;
    struct grams grams;
    float traits[TRAITS];
    struct model_output output;
};

bool findings_open(struct findings *findings, const struct council *council, struct err *err);
void findings_free(struct findings *findings);
void findings_read(struct findings *findings, struct str text);

#endif
