/* SPDX-License-Identifier: MIT */
#include "classes.h"

#include <math.h>

#include "base/banned.h"

static const char *const names[CLASSES_CUES] = {"complaint", "compliment", "request", "question",
                                                "comment",   "sarcasm",    "urgent",  "data-protection"};

bool classes_read(struct classes *classes, const char *path, struct err *err)
{
    if (!rules_read(&classes->rules, path, err))
        return false;
    for (int i = 0; i < CLASSES_CUES; i++) {
        const struct rules_section *section = rules_section(&classes->rules, str_from(names[i]));
        if (section == NULL)
            return err_set(err, ERR_CONFIG, "%s: section [%s] is missing", path, names[i]);
        classes->sections[i] = (uint32_t)(section - classes->rules.sections);
    }
    return true;
}

static double score(const struct classes *classes, const struct cues *cues, enum classes_cue cue)
{
    return classes_cue(classes, cues, cue)->score;
}

static void decide_class(const double points[READING_UNSURE], struct reading *reading)
{
    int best = 0, second = -1;
    for (int i = 1; i < READING_UNSURE; i++)
        if (points[i] > points[best])
            best = i;
    for (int i = 0; i < READING_UNSURE; i++)
        if (i != best && (second < 0 || points[i] > points[second]))
            second = i;
    double margin = points[best] - points[second];
    reading->class_ = margin < 0.05 ? READING_UNSURE : (enum reading_class)best;
    reading->class_confidence = fmin(0.5 + margin / 2, 0.95);
}

void classes_decide(const struct classes *classes, const struct cues *cues, const struct sentiment *sentiment,
                    struct reading *reading)
{
    double complaint = score(classes, cues, CLASSES_COMPLAINT), praise = score(classes, cues, CLASSES_COMPLIMENT);
    double sarcasm = score(classes, cues, CLASSES_SARCASM);
    double feeling = sentiment->compound;
    if (sarcasm >= 0.8)
        feeling = -fabs(feeling) - 0.2;
    feeling = fmax(-1, fmin(1, feeling - 0.4 * complaint + 0.3 * praise));
    double points[READING_UNSURE] = {
        [READING_COMPLAINT] = complaint - 0.5 * feeling,
        [READING_COMPLIMENT] = praise + 0.5 * feeling,
        [READING_REQUEST] = score(classes, cues, CLASSES_REQUEST),
        [READING_QUESTION] = score(classes, cues, CLASSES_QUESTION) + (sentiment->questions > 0 ? 0.3 : -0.3),
        [READING_COMMENT] = 0.4 + 0.3 * score(classes, cues, CLASSES_COMMENT),
    };
    decide_class(points, reading);
    reading->urgent = score(classes, cues, CLASSES_URGENT) >= 0.8;
    reading->data_protection = score(classes, cues, CLASSES_DATA_PROTECTION) >= 0.8;
    if (reading->urgent)
        feeling = fmin(feeling, -0.4);
    reading->sentiment = feeling;
    reading->label = feeling > 0.2 ? READING_POSITIVE : feeling < -0.2 ? READING_NEGATIVE : READING_NEUTRAL;
    reading->sentiment_confidence = fmin(0.5 + fabs(fabs(feeling) - 0.2), 0.95);
}
