/* SPDX-License-Identifier: MIT */
#include "classes.h"

#include <math.h>

#include "calibrate.h"
#include "danger.h"
#include "idioms.h"
#include "model.h"

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

/* What the heads say, brought together by the gate: as to a council, or as anybody writes. */
struct chances {
    float feeling[READING_LABELS], class_[READING_UNSURE];
    double number, gate; /* the number: how much more pleased than not */
};

static struct chances weigh(const struct model_fit *fit, const float heads[], const struct idioms *said)
{
    struct chances chances = {.gate = calibrate_sigmoid(heads[MODEL_GATE])};
    float general[READING_LABELS], graded[READING_LABELS], council[READING_LABELS];
    const struct calibrate_group groups[] = {
        {heads + MODEL_GENERAL, general, READING_LABELS, fit->warmth_general},
        {heads + MODEL_GENERAL, graded, READING_LABELS, fit->score_warmth},
        {heads + MODEL_COUNCIL, council, READING_LABELS, fit->warmth_council},
        {heads + MODEL_CLASS, chances.class_, READING_UNSURE, fit->warmth_class}};
    calibrate_softmaxes(groups, sizeof groups / sizeof *groups);
    idioms_weigh(said, general);
    idioms_weigh(said, graded);
    idioms_weigh(said, council);
    chances.number = chances.gate * (council[READING_POSITIVE] - council[READING_NEGATIVE]) +
                     (1 - chances.gate) * (graded[READING_POSITIVE] - graded[READING_NEGATIVE]);
    for (int i = 0; i < READING_LABELS; i++)
        chances.feeling[i] = (float)(chances.gate * council[i] + (1 - chances.gate) * general[i]);
    double elsewhere = calibrate_sigmoid(heads[MODEL_COMPLAINT]), before = chances.class_[READING_COMPLAINT];
    double complaint = chances.gate * before + (1 - chances.gate) * elsewhere;
    for (int i = 0; i < READING_UNSURE; i++)
        chances.class_[i] = (float)(chances.class_[i] * (1 - complaint) / (1 - before + 1e-6));
    chances.class_[READING_COMPLAINT] = (float)complaint;
    idioms_weigh_class(said, chances.class_);
    return chances;
}

/* A complaint is displeased and a compliment pleased, by what the words mean. */
static bool agree(int label, int class_)
{
    return (class_ != READING_COMPLAINT || label == READING_NEGATIVE) &&
           (class_ != READING_COMPLIMENT || label == READING_POSITIVE);
}

static void decide_pair(const struct chances *chances, int *label, int *class_)
{
    double best = -1;
    for (int l = 0; l < READING_LABELS; l++)
        for (int c = 0; c < READING_UNSURE; c++) {
            double chance = (double)chances->feeling[l] * chances->class_[c];
            if (agree(l, c) && chance > best) {
                best = chance;
                *label = l;
                *class_ = c;
            }
        }
}

static double number_of(const struct model_fit *fit, const struct chances *chances, const struct sentiment *sentiment,
                        enum reading_label label)
{
    double number = fit->score_model * chances->number + fit->score_rules * sentiment->compound;
    if (label == READING_NEGATIVE)
        return fmax(-1, fmin(number, -0.05));
    return label == READING_POSITIVE ? fmin(1, fmax(number, 0.05)) : number;
}

/* A figure of speech is no danger, unless a danger is named beside it. */
static bool is_urgent(const struct classes_source *source, const struct idioms *said)
{
    bool named = classes_cue(source->classes, source->cues, CLASSES_URGENT)->sure > 0;
    return source->words > 0 && (said->kind == IDIOMS_NONE || named) &&
           danger_of(source->fit, source->heads) > source->fit->urgent_least;
}

void classes_decide(const struct classes_source *source, struct reading *reading)
{
    const struct model_fit *fit = source->fit;
    struct idioms said = idioms_said(source->classes, source->cues, source->words);
    struct chances chances = weigh(fit, source->heads, &said);
    int label = READING_NEUTRAL, class_ = READING_COMMENT;
    decide_pair(&chances, &label, &class_);
    reading->urgent = is_urgent(source, &said);
    reading->data_protection = source->words > 0 && source->heads[MODEL_DATA_PROTECTION] > fit->data_protection_least;
    reading->label = reading->urgent ? READING_NEGATIVE : (enum reading_label)label;
    reading->sentiment_confidence = chances.feeling[label];
    reading->class_confidence = chances.class_[class_];
    reading->class_ = reading->class_confidence < fit->unsure_under ? READING_UNSURE : (enum reading_class)class_;
    reading->sentiment = number_of(fit, &chances, source->sentiment, reading->label);
}
