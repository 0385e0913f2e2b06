/* SPDX-License-Identifier: MIT */
#include "issues.h"

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
    issues->chances = calloc(issues->rules.section_count + CALIBRATE_ROUND, sizeof *issues->chances);
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
    for (int i = 0; i < MODEL_ISSUE_LANES; i++)
        issues->bars[i] = i == NONE || issues->sections[i] >= 0 ? 0 : out;
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

/* What is said of every issue by the model's numbering, its cues added, and "none" among them; and the most of all. */
struct points {
    double of[MODEL_ISSUE_LANES], most;
};

LANES_WIDE static void widen(const struct issues *issues, const float said[MODEL_ISSUE_LANES], double *restrict points)
{
    for (size_t i = 0; i < MODEL_ISSUE_LANES; i++)
        points[i] = (double)said[i] + issues->bars[i];
}

LANES_WIDE static double most_of(const double points[MODEL_ISSUE_LANES])
{
    enum { AT_ONCE = LANES / 2 };
    lanes_doubles most = *(const lanes_doubles *)points;
    for (size_t i = AT_ONCE; i < MODEL_ISSUE_LANES; i += AT_ONCE) {
        lanes_doubles next = *(const lanes_doubles *)(points + i);
        most = LANES_CHOOSE(next > most, next, most);
    }
    double first = most[0] > most[1] ? most[0] : most[1], last = most[2] > most[3] ? most[2] : most[3];
    return first > last ? first : last;
}

static void weigh(const struct issues *issues, const struct cues *cues, const struct model *model,
                  const struct model_output *output, struct points *points)
{
    float said[MODEL_ISSUE_LANES];
    model_issues(model, output, said);
    widen(issues, said, points->of);
    for (size_t i = 0; i < cues->touched_count; i++) {
        int32_t number = issues->model_numbers[cues->touched[i]];
        if (number >= 0)
            points->of[number] = with_cue(model_fit(model), &cues->sections[cues->touched[i]], points->of[number]);
    }
    points->most = most_of(points->of);
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
    uint8_t near[MODEL_ISSUE_LANES];
    size_t near_count = 0, count = 0;
    for (size_t i = 0; i < NONE; i++) { /* no machine guesses which: listed first, they cost no wrong guess */
        near[near_count] = (uint8_t)i;
        near_count += points->of[i] >= least;
    }
    for (size_t i = 0; i < near_count; i++)
        count = list(issues, count, (uint32_t)issues->sections[near[i]], (points->of[near[i]] - points->most) * fit->issue_warmth);
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
    weigh(issues, cues, model, output, &points);
    bool none_likely = points.of[NONE] >= points.most - behind_most;
    double sum = none_likely ? calibrate_exp((points.of[NONE] - points.most) * fit->issue_warmth) : 0;
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
