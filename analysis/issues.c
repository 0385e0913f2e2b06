/* SPDX-License-Identifier: MIT */
#include "issues.h"

#include <stdlib.h>

#include "calibrate.h"

#include "base/banned.h"

enum { NONE = MODEL_ISSUES - 1 };
/* An issue this far behind the first in points has no chance worth the sum. */
static const double sure_score = 0.75, behind_most = 12, out = -1e9;

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
    issues->points = calloc(issues->rules.section_count + 1, sizeof *issues->points);
    MUST(issues->model_numbers != NULL && issues->points != NULL);
    for (size_t i = 0; i < issues->rules.section_count; i++) {
        const struct rules_section *section = &issues->rules.sections[i];
        issues->model_numbers[i] = section->off || section->since > 0 ? -1 : number_in(model, section->id);
    }
}

void issues_free(struct issues *issues)
{
    rules_free(&issues->rules);
    free(issues->model_numbers);
    free(issues->points);
    issues->model_numbers = NULL;
    issues->points = NULL;
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

/* What a cue of the rules adds; one that is ruled out is out, whatever the model says. */
static double with_cue(const struct model_fit *fit, const struct cues_section *cue, double points)
{
    if (cue->barred)
        return out;
    if (cue->score <= 0)
        return points;
    return points + fit->issue_cue[0] * cue->score + (cue->score > sure_score ? fit->issue_cue[1] : 0) + fit->issue_cue[2];
}

/* Fills issues->points; gives the most of them, "none" among them. */
static double weigh(const struct issues *issues, const struct cues *cues, const struct model_fit *fit, const float *said)
{
    double most = (double)said[NONE];
    for (size_t i = 0; i < issues->rules.section_count; i++) {
        int32_t number = issues->model_numbers[i];
        issues->points[i] = number < 0 ? out : with_cue(fit, &cues->sections[i], (double)said[number]);
        most = issues->points[i] > most ? issues->points[i] : most;
    }
    return most;
}

static double chance_of(const struct model_fit *fit, double points, double most)
{
    return points < most - behind_most ? 0 : calibrate_exp((points - most) * fit->issue_warmth);
}

/* Of an issue that the model never saw the council's words alone decide, as whoever wrote them expects; hints only point. */
static double chance_by_words(const struct cues_section *cue)
{
    return !cue->barred && cue->score > sure_score ? cue->score : 0;
}

/* The model's issues stand against each other and "none"; one that only the council knows stands beside them. */
void issues_decide(const struct issues *issues, const struct cues *cues, const struct model *model,
                   const struct model_output *output, struct reading *reading)
{
    const struct model_fit *fit = model_fit(model);
    float said[MODEL_ISSUE_LANES];
    model_issues(model, output, said);
    double most = weigh(issues, cues, fit, said), sum = chance_of(fit, (double)said[NONE], most);
    for (size_t i = 0; i < issues->rules.section_count; i++)
        sum += issues->points[i] = chance_of(fit, issues->points[i], most);
    reading->issue_count = 0;
    for (size_t i = 0; i < issues->rules.section_count; i++) {
        bool known = issues->model_numbers[i] >= 0;
        double chance = known ? issues->points[i] / sum : chance_by_words(&cues->sections[i]);
        if (chance >= fit->issue_least)
            insert(reading, issues->rules.sections[i].id, chance);
    }
}
