/* SPDX-License-Identifier: MIT */
#include "idioms.h"

#include "base/banned.h"

static const float odds_most = 200, odds_of_all_words = 1600, class_odds = 3;

static bool has(const struct classes *classes, const struct cues *cues, enum classes_cue which)
{
    return classes_cue(classes, cues, which)->score > 0;
}

static enum idioms_kind kind_of(const struct classes *classes, const struct cues *cues)
{
    bool damns = has(classes, cues, CLASSES_DAMNS), praises = has(classes, cues, CLASSES_PRAISES);
    if (damns || praises)
        return damns == praises ? IDIOMS_NONE : damns ? IDIOMS_DAMN : IDIOMS_PRAISE;
    return has(classes, cues, CLASSES_SHRUGS) ? IDIOMS_SHRUG : IDIOMS_NONE;
}

struct idioms idioms_said(const struct classes *classes, const struct cues *cues, size_t words)
{
    float odds = odds_of_all_words / (float)(words > 0 ? words : 1);
    return (struct idioms){kind_of(classes, cues), 1 + (odds < odds_most ? odds : odds_most)};
}

static void favour(float *chances, size_t count, size_t which, float odds)
{
    float sum = 1 + (odds - 1) * chances[which];
    chances[which] *= odds;
    for (size_t i = 0; i < count; i++)
        chances[i] /= sum;
}

void idioms_weigh(const struct idioms *said, float feeling[READING_LABELS])
{
    static const enum reading_label meant[] = {
        [IDIOMS_DAMN] = READING_NEGATIVE, [IDIOMS_PRAISE] = READING_POSITIVE, [IDIOMS_SHRUG] = READING_NEUTRAL};
    if (said->kind != IDIOMS_NONE)
        favour(feeling, READING_LABELS, meant[said->kind], said->odds);
}

/* Praise is no complaint and damning is no compliment. */
void idioms_weigh_class(const struct idioms *said, float class_[READING_UNSURE])
{
    static const enum reading_class meant[] = {
        [IDIOMS_DAMN] = READING_COMPLAINT, [IDIOMS_PRAISE] = READING_COMPLIMENT, [IDIOMS_SHRUG] = READING_COMMENT};
    if (said->kind == IDIOMS_NONE)
        return;
    if (said->kind != IDIOMS_SHRUG)
        favour(class_, READING_UNSURE, meant[said->kind == IDIOMS_DAMN ? IDIOMS_PRAISE : IDIOMS_DAMN], 1 / said->odds);
    favour(class_, READING_UNSURE, meant[said->kind], class_odds);
}
