/* SPDX-License-Identifier: MIT */

/* verdict — what a text feels and what kind of message it is, by all that the model's heads say and its figures of speech.
 *
 * Takes   the heads, brought together by the gate: as written to a council, or as anybody writes
 * Gives   the likeliest feeling and class that agree: a complaint is displeased, a compliment pleased; the chances of each
 * Errors  none
 * Memory  none
 * Cost    0.2 us */
#ifndef ANALYSIS_VERDICT_H
#define ANALYSIS_VERDICT_H

#include "idioms.h"

struct verdict {
    float feeling[READING_LABELS], classes[READING_UNSURE];
    double number; /* how much more pleased than not, by how strong it sounds */
    enum reading_label label;
    enum reading_class class_;
};

struct verdict verdict_of(const struct model_fit *fit, const float heads[], const struct idioms *said);

#endif
