/* SPDX-License-Identifier: MIT */

/* idioms — figures of speech that damn, praise or shrug, whatever their words are one by one.
 *
 * Takes   the cues of [damns], [praises] and [shrugs] of classes.conf in a text
 * Gives   the model's chances with the feeling that is said up to two hundred times as likely, the less the more words stand
 *         beside it, its class three times, and the opposite class as much less likely
 * Errors  none
 * Memory  none of its own
 * Cost    O(1)
 * After   VADER's special-case idioms (Hutto, Gilbert 2014), which replace the valence of their words; ours leave it and
 *         weigh in the end, as a model of short texts hears "bad" in "not bad at all" */
#ifndef ANALYSIS_IDIOMS_H
#define ANALYSIS_IDIOMS_H

#include "classes.h"

enum idioms_kind { IDIOMS_NONE, IDIOMS_DAMN, IDIOMS_PRAISE, IDIOMS_SHRUG };

struct idioms {
    enum idioms_kind kind;
    float odds;
};

/* What they say together, in a text of so many words; one with two that disagree is left to the model. */
struct idioms idioms_said(const struct classes *classes, const struct cues *cues, size_t words);

void idioms_weigh(const struct idioms *said, float feeling[READING_LABELS]);
void idioms_weigh_class(const struct idioms *said, float class_[READING_UNSURE]);

#endif
