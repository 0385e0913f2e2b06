/* SPDX-License-Identifier: MIT */
#include "classes.h"

#include <math.h>

#include "danger.h"
#include "idioms.h"
#include "model.h"
#include "verdict.h"

#include "base/banned.h"

static const char *const names[CLASSES_CUES] = {"complaint", "compliment", "request", "question",
                                                "comment",   "sarcasm",    "urgent",  "data-protection",
                                                "at-risk",   "now",        "not-now", "failed",  "mended",
                                                "damns",     "praises",    "shrugs"};

bool classes_find(struct classes *classes, const char *path, struct err *err)
{
    for (int i = 0; i < CLASSES_CUES; i++) {
        const struct rules_section *section = rules_section(&classes->rules, str_from(names[i]));
        if (section == NULL)
            return err_set(err, ERR_CONFIG, "%s: section [%s] is missing", path, names[i]);
        classes->sections[i] = (uint32_t)(section - classes->rules.sections);
    }
    return true;
}

static double number_of(const struct model_fit *fit, const struct verdict *verdict, const struct sentiment *sentiment,
                        enum reading_label label)
{
    const double least = 0.01; /* of what is not neutral */
    double number = fit->score_model * verdict->number + fit->score_rules * sentiment->compound;
    if (label == READING_NEGATIVE)
        return fmax(-1, fmin(number, -least));
    return label == READING_POSITIVE ? fmin(1, fmax(number, least)) : number;
}

/* A figure of speech is no danger, unless a danger is named beside it. */
static bool is_urgent(const struct classes_source *source, const struct idioms *said, struct str language)
{
    bool welsh = str_eq(language, STR("cy")) || str_eq(language, STR("mixed"));
    bool named = classes_cue(source->classes, source->cues, CLASSES_URGENT)->sure > 0;
    return source->words > 0 && (said->kind == IDIOMS_NONE || named) &&
           danger_of(source->fit, source->heads) > source->fit->urgent_least[welsh];
}

void classes_decide(const struct classes_source *source, struct reading *reading)
{
    const struct model_fit *fit = source->fit;
    struct idioms said = idioms_said(source->classes, source->cues, source->words);
    struct verdict verdict = verdict_of(fit, source->heads, &said);
    reading->urgent = is_urgent(source, &said, reading->language);
    reading->data_protection = source->words > 0 && source->heads[MODEL_DATA_PROTECTION] > fit->data_protection_least;
    reading->label = reading->urgent ? READING_NEGATIVE : verdict.label;
    reading->sentiment_confidence = verdict.feeling[verdict.label];
    reading->class_confidence = verdict.classes[verdict.class_];
    reading->class_ = reading->class_confidence < fit->unsure_under ? READING_UNSURE : verdict.class_;
    reading->sentiment = number_of(fit, &verdict, source->sentiment, reading->label);
}
