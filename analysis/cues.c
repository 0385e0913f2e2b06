/* SPDX-License-Identifier: MIT */
#include "cues.h"

#include <stdlib.h>

#include "base/banned.h"

static const double sure_weight = 0.8, hint_weight = 0.35;

void cues_init(struct cues *cues, const struct rules *rules)
{
    size_t count = rules->section_count ? rules->section_count : 1;
    cues->sections = calloc(count, sizeof *cues->sections);
    cues->touched = calloc(count, sizeof *cues->touched);
    MUST(cues->sections != NULL && cues->touched != NULL);
    cues->touched_count = cues->met_count = 0;
}

void cues_free(struct cues *cues)
{
    free(cues->sections);
    free(cues->touched);
    cues->sections = NULL;
    cues->touched = NULL;
}

static void clear(struct cues *cues)
{
    for (size_t i = 0; i < cues->touched_count; i++)
        cues->sections[cues->touched[i]] = (struct cues_section){0};
    cues->touched_count = 0;
}

static void add(struct cues *cues, uint32_t number, enum rules_kind kind)
{
    struct cues_section *section = &cues->sections[number];
    if (section->sure == 0 && section->hints == 0 && !section->barred)
        cues->touched[cues->touched_count++] = number;
    if (kind == RULES_NOT) {
        section->barred = true;
        return;
    }
    section->sure += kind == RULES_SURE;
    section->hints += kind == RULES_HINT;
    section->score += (1 - section->score) * (kind == RULES_SURE ? sure_weight : hint_weight);
}

void cues_find(const struct rules *rules, const struct phrases_text *text, struct cues *cues)
{
    clear(cues);
    cues->met_count = rules_find(rules, text, cues->met);
    for (size_t i = 0; i < cues->met_count; i++)
        add(cues, cues->met[i].section, cues->met[i].kind);
    for (size_t i = 0; i < cues->touched_count; i++)
        if (cues->sections[cues->touched[i]].barred)
            cues->sections[cues->touched[i]].score = 0;
}
