/* SPDX-License-Identifier: MIT */

/* issues — which entries of the issue list a post is about.
 *
 * Takes   the built-in list and perhaps the council's own, which adds to it (rules.h); a text's keywords
 * Gives   the issues, most likely first, each with its confidence
 * Errors  CONFIG with file and line
 * Memory  owns the lists until issues_free
 * Cost    O(rules met)
 * After   rules that a person can read first; where they are silent or at odds the model beside them has a say */
#ifndef ANALYSIS_ISSUES_H
#define ANALYSIS_ISSUES_H

#include "cues.h"
#include "record/reading.h"

/* `own` is the council's list, or NULL. */
bool issues_read(struct rules *rules, const char *built_in, const char *own, struct err *err);

/* Fills reading->issues. */
void issues_decide(const struct rules *rules, const struct cues *cues, struct reading *reading);

#endif
