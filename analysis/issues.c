/* SPDX-License-Identifier: MIT */
#include "issues.h"

#include <stdlib.h>

#include "calibrate.h"

#include "base/banned.h"

enum { NONE = MODEL_ISSUES - 1, ISSUES_MOST = 32 };
static const double sure_score = 0.75, unknown_constant = -1;

bool issues_read(struct issues *issues, const char *built_in, const char *own, struct err *err)
{
    return rules_read(&issues->rules, built_in, err) && (own == NULL || rules_read(&issues->rules, own, err));
}

static int32_t number_in(const struct model *model, struct str id)
{
    for (int32_t i = 0; i < NONE; i++)
        if (str_eq(model_issue_id(model, (size_t)i), id))
            return i;
    return -1;
}

void issues_ready(struct issues *issues, const struct model *model)
{
    rules_ready(&issues->rules);
    issues->model_numbers = calloc(issues->rules.section_count + 1, sizeof *issues->model_numbers);
    MUST(issues->model_numbers != NULL);
    for (size_t i = 0; i < issues->rules.section_count; i++)
        issues->model_numbers[i] = number_in(model, issues->rules.sections[i].id);
}

void issues_free(struct issues *issues)
{
    rules_free(&issues->rules);
    free(issues->model_numbers);
    issues->model_numbers = NULL;
}

/* Keeps the list in order of confidence; of equals the earlier section comes first. */
static void insert(struct reading *reading, struct str id, double confidence)
{
    size_t at = reading->issue_count;
    if (at == READING_ISSUES_MOST && reading->issues[at - 1].confidence >= confidence)
        return;
    if (at == READING_ISSUES_MOST)
        at--;
    else
        reading->issue_count++;
    for (; at > 0 && reading->issues[at - 1].confidence < confidence; at--)
        reading->issues[at] = reading->issues[at - 1];
    reading->issues[at] = (struct reading_issue){id, confidence};
}

static double points_of(const struct issues *issues, const struct cues *cues, const struct model *model,
                        const struct model_output *output, uint32_t section)
{
    const struct model_fit *fit = model_fit(model);
    int32_t number = issues->model_numbers[section];
    double score = cues->sections[section].score;
    double points = number < 0 ? unknown_constant : (double)model_issue(model, output, (size_t)number);
    return points + fit->issue_cue[0] * score + (score > sure_score ? fit->issue_cue[1] : 0);
}

/* Only issues with a cue are in question; "none" stands against them. */
void issues_decide(const struct issues *issues, const struct cues *cues, const struct model *model,
                   const struct model_output *output, struct reading *reading)
{
    const struct model_fit *fit = model_fit(model);
    double chances[ISSUES_MOST], sum = 0;
    size_t count = cues->touched_count < ISSUES_MOST ? cues->touched_count : ISSUES_MOST;
    reading->issue_count = 0;
    if (count == 0)
        return;
    for (size_t i = 0; i < count; i++) {
        bool barred = cues->sections[cues->touched[i]].barred;
        double points = points_of(issues, cues, model, output, cues->touched[i]);
        sum += chances[i] = barred ? 0 : calibrate_exp(points * fit->issue_warmth);
    }
    sum += calibrate_exp(model_issue(model, output, NONE) * fit->issue_warmth);
    for (size_t i = 0; i < count; i++)
        if (chances[i] / sum >= fit->issue_least)
            insert(reading, issues->rules.sections[cues->touched[i]].id, chances[i] / sum);
}
