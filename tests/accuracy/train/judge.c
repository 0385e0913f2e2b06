/* SPDX-License-Identifier: MIT */
#include "judge.h"

#include "base/banned.h"

static void count(struct judge *judge, int is, int said)
{
    judge->is[is]++;
    judge->said[said]++;
    judge->right[is] += is == said;
}

struct verdict judge_verdict(const struct model_fit *fit, const float heads[])
{
    return verdict_of(fit, heads, &(struct idioms){.kind = IDIOMS_NONE});
}

void judge_feeling(struct judge *judge, const struct model_fit *fit, const struct sets_example *example, const float heads[])
{
    count(judge, example->sentiment, judge_verdict(fit, heads).label);
}

void judge_class(struct judge *judge, const struct model_fit *fit, const struct sets_example *example, const float heads[])
{
    count(judge, example->class_, judge_verdict(fit, heads).class_);
}

void judge_complaint(struct judge *judge, const struct model_fit *fit, const struct sets_example *example, const float heads[])
{
    count(judge, sets_complaint(example), judge_verdict(fit, heads).class_ == READING_COMPLAINT);
}

double judge_recall(const struct judge *judge, int labels)
{
    double sum = 0;
    for (int i = 0; i < labels; i++)
        sum += judge->right[i] / judge->is[i] / labels;
    return sum;
}

double judge_f1(const struct judge *judge, int labels)
{
    double sum = 0;
    for (int i = 0; i < labels; i++)
        sum += 2 * judge->right[i] / (judge->is[i] + judge->said[i]) / labels;
    return sum;
}
