/* SPDX-License-Identifier: MIT */

/* evidence — the words that decided a reading, as byte spans of the text.
 *
 * Takes   what the rules met, and the reading already decided
 * Gives   reading->evidence: the strongest of each kind, within READING_EVIDENCE_MOST
 * Errors  none
 * Memory  the names of what they are evidence for are static, or the issue list's
 * Cost    O(marks and rules met) */
#ifndef ANALYSIS_EVIDENCE_H
#define ANALYSIS_EVIDENCE_H

#include "classes.h"
#include "model.h"

struct evidence {
    const struct words *words;
    const struct phrases_text *text;
    struct reading *reading;
};

void evidence_of_sentiment(struct evidence *evidence, const struct sentiment *sentiment);
void evidence_of_classes(struct evidence *evidence, const struct classes *classes, const struct cues *cues);
void evidence_of_model(struct evidence *evidence, const struct model *model, const struct grams *grams,
                       const struct model_output *output);
void evidence_of_issues(struct evidence *evidence, const struct rules *issues, const struct cues *cues);

#endif
