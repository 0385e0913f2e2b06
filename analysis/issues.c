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
    issues->chances = calloc(issues->rules.section_count + 1, sizeof *issues->chances);
    issues->likely = calloc(issues->rules.section_count + 1, sizeof *issues->likely);
    MUST(issues->model_numbers != NULL && issues->points != NULL && issues->chances != NULL && issues->likely != NULL);
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
    free(issues->chances);
    free(issues->likely);
    issues->model_numbers = NULL;
    issues->points = issues->chances = NULL;
    issues->likely = NULL;
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

static bool is_known(const struct issues *issues, size_t section)
{
    return issues->model_numbers[section] >= 0;
}

/* Fills issues->points; gives the most of them, "none" among them. */
static double weigh(const struct issues *issues, const struct cues *cues, const struct model_fit *fit, const float *said)
{
    double most = (double)said[NONE], *points = issues->points;
    for (size_t i = 0; i < issues->rules.section_count; i++)
        points[i] = is_known(issues, i) ? (double)said[issues->model_numbers[i]] : out;
    for (size_t i = 0; i < cues->touched_count; i++)
        if (is_known(issues, cues->touched[i]))
            points[cues->touched[i]] = with_cue(fit, &cues->sections[cues->touched[i]], points[cues->touched[i]]);
    for (size_t i = 0; i < issues->rules.section_count; i++)
        most = points[i] > most ? points[i] : most;
    return most;
}

/* Of an issue that the model never saw the council's words alone decide, as whoever wrote them expects; hints only point. */
static double chance_by_words(const struct cues_section *cue)
{
    return !cue->barred && cue->score > sure_score ? cue->score : 0;
}

/* The sections that have a chance, and what stands before the exponent of each; how many. */
static size_t list_likely(const struct issues *issues, const struct cues *cues, const struct model_fit *fit, double most)
{
    size_t count = 0;
    for (size_t i = 0; i < issues->rules.section_count; i++) {
        issues->likely[count] = (uint32_t)i;
        issues->chances[count] = (issues->points[i] - most) * fit->issue_warmth;
        count += issues->points[i] >= most - behind_most ||
                 (!is_known(issues, i) && chance_by_words(&cues->sections[i]) > 0);
    }
    return count;
}

/* The model's issues stand against each other and "none"; one that only the council knows stands beside them. */
void issues_decide(const struct issues *issues, const struct cues *cues, const struct model *model,
                   const struct model_output *output, struct reading *reading)
{
    const struct model_fit *fit = model_fit(model);
    float said[MODEL_ISSUE_LANES];
    model_issues(model, output, said);
    double most = weigh(issues, cues, fit, said), none = (double)said[NONE];
    double sum = none < most - behind_most ? 0 : calibrate_exp((none - most) * fit->issue_warmth);
    size_t count = list_likely(issues, cues, fit, most);
    calibrate_exps(issues->chances, count);
    for (size_t i = 0; i < count; i++)
        sum += is_known(issues, issues->likely[i]) ? issues->chances[i] : 0;
    reading->issue_count = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t section = issues->likely[i];
        double chance = is_known(issues, section) ? issues->chances[i] / sum : chance_by_words(&cues->sections[section]);
        if (chance >= fit->issue_least)
            insert(reading, issues->rules.sections[section].id, chance);
    }
}
