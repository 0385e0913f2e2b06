/* SPDX-License-Identifier: MIT */

/* issues — which entries of the issue list a post is about.
 *
 * Takes   the built-in list and perhaps the council's own, which adds to it (rules.h); a text's cues and the model
 * Gives   the issues, most likely first, each with its confidence; none where "none" is likelier
 * Errors  none: the rules were read before
 * Memory  owns the lists until issues_free
 * Cost    about 1 us
 * After   rules that a person can read, and beside them a model that ranks what they leave open and finds what they miss */
#ifndef ANALYSIS_ISSUES_H
#define ANALYSIS_ISSUES_H

#include "cues.h"
#include "model.h"
#include "record/reading.h"

struct issues {
    struct rules rules;
    int32_t *model_numbers;              /* by section; -1: the model does not know it */
    int32_t sections[MODEL_ISSUE_LANES]; /* the other way; -1: none, or no section of that id */
    double bars[MODEL_ISSUE_LANES];      /* what keeps those without a section out, and is 0 for others */
    /* of the text being read: sections with a chance, in order, and theirs */
    uint32_t *likely;
    double *chances;
};

/* After the rules were read. */
void issues_ready(struct issues *issues, const struct model *model);
void issues_free(struct issues *issues);

/* Fills reading->issues. */
void issues_decide(const struct issues *issues, const struct cues *cues, const struct model *model,
                   const struct model_output *output, struct reading *reading);

#endif
