/* SPDX-License-Identifier: MIT */
#include "verdict.h"

#include "calibrate.h"
#include "model.h"

#include "base/banned.h"

static void weigh(const struct model_fit *fit, const float heads[], const struct idioms *said, struct verdict *verdict)
{
    double gate = calibrate_sigmoid(heads[MODEL_GATE]), twice = gate * gate, sure = twice * twice * twice * twice;
    float general[READING_LABELS], graded[READING_LABELS], council[READING_LABELS];
    const struct calibrate_group groups[] = {
        {heads + MODEL_GENERAL, general, READING_LABELS, fit->warmth_general},
        {heads + MODEL_GENERAL, graded, READING_LABELS, fit->score_warmth},
        {heads + MODEL_COUNCIL, council, READING_LABELS, fit->warmth_council},
        {heads + MODEL_CLASS, verdict->classes, READING_UNSURE, fit->warmth_class}};
    calibrate_softmaxes(groups, sizeof groups / sizeof *groups);
    idioms_weigh(said, general);
    idioms_weigh(said, graded);
    idioms_weigh(said, council);
    verdict->number = sure * (council[READING_POSITIVE] - council[READING_NEGATIVE]) +
                      (1 - sure) * (graded[READING_POSITIVE] - graded[READING_NEGATIVE]);
    for (int i = 0; i < READING_LABELS; i++)
        verdict->feeling[i] = (float)(gate * council[i] + (1 - gate) * general[i]);
    double elsewhere = calibrate_sigmoid(heads[MODEL_COMPLAINT] - fit->complaint_least), before = verdict->classes[READING_COMPLAINT];
    double complaint = gate * before + (1 - gate) * elsewhere;
    for (int i = 0; i < READING_UNSURE; i++)
        verdict->classes[i] = (float)(verdict->classes[i] * (1 - complaint) / (1 - before + 1e-6));
    verdict->classes[READING_COMPLAINT] = (float)complaint;
    idioms_weigh_class(said, verdict->classes);
}

/* A complaint is displeased and a compliment pleased, by what the words mean. */
static bool agree(int label, int class_)
{
    return (class_ != READING_COMPLAINT || label == READING_NEGATIVE) &&
           (class_ != READING_COMPLIMENT || label == READING_POSITIVE);
}

/* What is more likely a complaint than all else is one, unless it hardly sounds displeased. */
static bool complains(const struct verdict *verdict)
{
    return verdict->classes[READING_COMPLAINT] >= 0.5f && verdict->feeling[READING_NEGATIVE] >= 0.1f;
}

struct verdict verdict_of(const struct model_fit *fit, const float heads[], const struct idioms *said)
{
    struct verdict verdict = {.label = READING_NEGATIVE, .class_ = READING_COMPLAINT};
    double best = -1;
    weigh(fit, heads, said, &verdict);
    if (complains(&verdict))
        return verdict;
    for (int l = 0; l < READING_LABELS; l++)
        for (int c = 0; c < READING_UNSURE; c++) {
            double chance = (double)verdict.feeling[l] * verdict.classes[c];
            if (agree(l, c) && chance > best) {
                best = chance;
                verdict.label = (enum reading_label)l;
                verdict.class_ = (enum reading_class)c;
            }
        }
    return verdict;
}
