/* SPDX-License-Identifier: MIT */
#include "issues.h"

#include <float.h>
#include <stdlib.h>

#include "calibrate.h"
#include "lanes.h"

#include "base/banned.h"

enum { NONE = MODEL_ISSUES - 1 };
/* An issue this far behind the first in points has no chance worth the sum. */
static const double sure_score = 0.75, behind_most = 12, out = -1e9;

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
    issues->chances = calloc(issues->rules.section_count + 1, sizeof *issues->chances);
    issues->likely = calloc(issues->rules.section_count + 1, sizeof *issues->likely);
    MUST(issues->model_numbers != NULL && issues->chances != NULL && issues->likely != NULL);
    memset(issues->sections, -1, sizeof issues->sections);
    for (size_t i = 0; i < issues->rules.section_count; i++) {
        const struct rules_section *section = &issues->rules.sections[i];
        int32_t number = section->off || section->since > 0 ? -1 : number_in(model, section->id);
        issues->model_numbers[i] = number;
        if (number >= 0)
            issues->sections[number] = (int32_t)i;
    }
}

void issues_free(struct issues *issues)
{
    rules_free(&issues->rules);
    free(issues->model_numbers);
    free(issues->chances);
    free(issues->likely);
    issues->model_numbers = NULL;
    issues->chances = NULL;
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

/* Of an issue that the model never saw the council's words alone decide, as whoever wrote them expects; hints only point. */
static double chance_by_words(const struct cues_section *cue)
{
    return !cue->barred && cue->score > sure_score ? cue->score : 0;
}

/* What the model says of the issues that no cue speaks of, and the cues' own; the most of all, "none" among them. */
struct points {
    float said[MODEL_ISSUE_LANES];
    struct {
        uint32_t section;
        double points;
    } cued[MODEL_ISSUES];
    size_t cued_count;
    double none, most;
};

LANES_WIDE static double most_said(const struct points *points)
{
    return (double)lanes_most(points->said, MODEL_ISSUE_LANES);
}

static void weigh(const struct issues *issues, const struct cues *cues, const struct model_fit *fit, struct points *points)
{
    points->none = points->most = (double)points->said[NONE];
    points->cued_count = 0;
    for (size_t i = 0; i < MODEL_ISSUE_LANES; i++)
        points->said[i] = issues->sections[i] < 0 ? -FLT_MAX : points->said[i];
    for (size_t i = 0; i < cues->touched_count; i++) {
        uint32_t section = cues->touched[i];
        if (!is_known(issues, section))
            continue;
        float *said = &points->said[issues->model_numbers[section]];
        double cued = with_cue(fit, &cues->sections[section], (double)*said);
        points->cued[points->cued_count].section = section;
        points->cued[points->cued_count++].points = cued;
        points->most = cued > points->most ? cued : points->most;
        *said = -FLT_MAX;
    }
    double most = most_said(points);
    points->most = most > points->most ? most : points->most;
}

/* Into the list, in order of section; gives how many there are then. */
static size_t list(const struct issues *issues, size_t count, uint32_t section, double behind)
{
    size_t at = count;
    for (; at > 0 && issues->likely[at - 1] > section; at--) {
        issues->likely[at] = issues->likely[at - 1];
        issues->chances[at] = issues->chances[at - 1];
    }
    issues->likely[at] = section;
    issues->chances[at] = behind;
    return count + 1;
}

/* The sections that have a chance, and what stands before the exponent of each; how many. */
static size_t list_likely(const struct issues *issues, const struct cues *cues, const struct model_fit *fit,
                          const struct points *points)
{
    double least = points->most - behind_most;
    size_t count = 0;
    for (size_t i = 0; i < MODEL_ISSUE_LANES; i++)
        if ((double)points->said[i] >= least)
            count = list(issues, count, (uint32_t)issues->sections[i], ((double)points->said[i] - points->most) * fit->issue_warmth);
    for (size_t i = 0; i < points->cued_count; i++)
        if (points->cued[i].points >= least)
            count = list(issues, count, points->cued[i].section, (points->cued[i].points - points->most) * fit->issue_warmth);
    for (size_t i = 0; i < cues->touched_count; i++)
        if (!is_known(issues, cues->touched[i]) && chance_by_words(&cues->sections[cues->touched[i]]) > 0)
            count = list(issues, count, cues->touched[i], 0);
    return count;
}

/* The model's issues stand against each other and "none"; one that only the council knows stands beside them. */
void issues_decide(const struct issues *issues, const struct cues *cues, const struct model *model,
                   const struct model_output *output, struct reading *reading)
{
    const struct model_fit *fit = model_fit(model);
    struct points points;
    model_issues(model, output, points.said);
    weigh(issues, cues, fit, &points);
    bool none_likely = points.none >= points.most - behind_most;
    double sum = none_likely ? calibrate_exp((points.none - points.most) * fit->issue_warmth) : 0;
    size_t count = list_likely(issues, cues, fit, &points);
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
