/* SPDX-License-Identifier: MIT */

/* cues — how strongly each section of a list of rules speaks in a text.
 *
 * Takes   a list of rules made ready, and the keywords met in a text
 * Gives   for each section that was met a score of 0 … 1: one sure rule is .8, one hint .35, more add up (noisy or);
 *         the rules met, for evidence
 * Errors  none
 * Memory  owns one row a section until cues_free; used again for the next text
 * Cost    O(rules met) */
#ifndef ANALYSIS_CUES_H
#define ANALYSIS_CUES_H

#include "rules.h"

struct cues_section {
    double score;
    unsigned sure, hints;
    bool barred; /* an exclusion was met: the score is 0 */
};

struct cues {
    struct cues_section *sections; /* by the rules' section number */
    uint32_t *touched;             /* those met, in order */
    size_t touched_count;
    struct rules_met met[RULES_MET_MOST];
    size_t met_count;
};

void cues_init(struct cues *cues, const struct rules *rules);
void cues_free(struct cues *cues);
void cues_find(const struct rules *rules, const struct phrases_text *text, struct cues *cues);

#endif
