/* SPDX-License-Identifier: MIT */
#include "evidence.h"

#include "base/banned.h"

enum { OF_SENTIMENT = 16, OF_CLASS = 8, OF_FLAG = 4, OF_ISSUE = 4 };

void evidence_add(struct evidence *evidence, const char *what, uint32_t first_token, uint32_t last_token, double weight)
{
    struct reading *reading = evidence->reading;
    if (reading->evidence_count == READING_EVIDENCE_MOST)
        return;
    const struct phrases_token *tokens = evidence->text->tokens;
    reading->evidence[reading->evidence_count++] = (struct reading_evidence){
        .what = what,
        .start = evidence->words->items[tokens[first_token].word].start,
        .end = evidence->words->items[tokens[last_token].word].end,
        .weight = weight,
    };
}

void evidence_of_sentiment(struct evidence *evidence, const struct sentiment *sentiment)
{
    size_t count = 0;
    for (size_t i = 0; i < sentiment->mark_count && count < OF_SENTIMENT; i++) {
        const struct sentiment_mark *mark = &sentiment->marks[i];
        if (mark->role != LEXICON_VALENCE || mark->value == 0)
            continue;
        evidence_add(evidence, "sentiment", mark->first, mark->last, sentiment_squash(mark->value));
        count++;
    }
}

static void add_met(struct evidence *evidence, const char *what, const struct rules_met *met, double weight)
{
    evidence_add(evidence, what, met->hit.first, met->hit.last, weight);
    if (met->other.first != met->hit.first || met->other.last != met->hit.last)
        evidence_add(evidence, what, met->other.first, met->other.last, weight);
}

static void add_section(struct evidence *evidence, const char *what, const struct rules *rules,
                        const struct cues *cues, uint32_t section, size_t most)
{
    for (int kind = RULES_SURE; kind <= RULES_HINT; kind++)
        for (size_t i = 0; i < cues->met_count && most > 0; i++) {
            const struct rules_rule *rule = &rules->rules[cues->met[i].rule];
            if (rule->section != section || rule->kind != kind)
                continue;
            add_met(evidence, what, &cues->met[i], kind == RULES_SURE ? 0.8 : 0.35);
            most--;
        }
}

void evidence_of_classes(struct evidence *evidence, const struct classes *classes, const struct cues *cues)
{
    static const enum classes_cue cue_of[READING_UNSURE] = {
        [READING_COMPLAINT] = CLASSES_COMPLAINT, [READING_COMPLIMENT] = CLASSES_COMPLIMENT,
        [READING_COMMENT] = CLASSES_COMMENT,     [READING_REQUEST] = CLASSES_REQUEST,
        [READING_QUESTION] = CLASSES_QUESTION};
    const struct reading *reading = evidence->reading;
    if (reading->class_ != READING_UNSURE)
        add_section(evidence, "class", &classes->rules, cues, classes->sections[cue_of[reading->class_]], OF_CLASS);
    if (reading->urgent)
        add_section(evidence, "urgent", &classes->rules, cues, classes->sections[CLASSES_URGENT], OF_FLAG);
    if (reading->data_protection)
        add_section(evidence, "data_protection", &classes->rules, cues, classes->sections[CLASSES_DATA_PROTECTION],
                    OF_FLAG);
}

void evidence_of_issues(struct evidence *evidence, const struct rules *issues, const struct cues *cues)
{
    for (size_t i = 0; i < evidence->reading->issue_count; i++) {
        struct str id = evidence->reading->issues[i].id;
        const struct rules_section *section = rules_section(issues, id);
        add_section(evidence, section->evidence.ptr, issues, cues, (uint32_t)(section - issues->sections), OF_ISSUE);
    }
}
