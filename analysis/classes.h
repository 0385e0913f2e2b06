/* SPDX-License-Identifier: MIT */

/* classes — complaint, compliment, request, question or comment, by a message's main point; and its flags.
 *
 * Takes   the cues of classes.conf in a text, its sentiment and what the model's heads say
 * Gives   the class with its confidence, `unsure` where two are too close; urgent; data_protection
 * Errors  CONFIG: a section of classes.conf is missing
 * Memory  none of its own
 * Cost    O(1)
 * After   the Welsh ombudsman's definition of a complaint: dissatisfaction with what a service did or did not do */
#ifndef ANALYSIS_CLASSES_H
#define ANALYSIS_CLASSES_H

#include "cues.h"
#include "record/reading.h"
#include "sentiment.h"

enum classes_cue {
    CLASSES_COMPLAINT,
    CLASSES_COMPLIMENT,
    CLASSES_REQUEST,
    CLASSES_QUESTION,
    CLASSES_COMMENT,
    CLASSES_SARCASM,
    CLASSES_URGENT,
    CLASSES_DATA_PROTECTION,
    CLASSES_AT_RISK,
    CLASSES_NOW,
    CLASSES_NOT_NOW,
    CLASSES_FAILED,
    CLASSES_MENDED,
    CLASSES_TRAITS, /* the model weighs those above; idioms.h those below */
    CLASSES_DAMNS = CLASSES_TRAITS,
    CLASSES_PRAISES,
    CLASSES_SHRUGS,
    CLASSES_CUES
};

struct model_fit;

struct classes {
    struct rules rules;
    uint32_t sections[CLASSES_CUES];
};

/* The sections by their names, after the rules were read; `path` is for the error. */
bool classes_find(struct classes *classes, const char *path, struct err *err);

static inline const struct cues_section *classes_cue(const struct classes *classes, const struct cues *cues,
                                                     enum classes_cue cue)
{
    return &cues->sections[classes->sections[cue]];
}

struct classes_source {
    const struct model_fit *fit;
    const float *heads; /* the model's, which the rules have fed */
    const struct sentiment *sentiment;
    const struct classes *classes;
    const struct cues *cues;
    size_t words; /* without one no flag is raised */
};

/* Fills class, flags and sentiment of the reading, whose language is known. */
void classes_decide(const struct classes_source *source, struct reading *reading);

#endif
