/* SPDX-License-Identifier: MIT */
#include "evidence.h"

#include "base/banned.h"

enum { OF_SENTIMENT = 16, OF_CLASS = 8, OF_FLAG = 4, OF_ISSUE = 4, OF_MODEL = 2 };
enum { NO_HEAD = MODEL_LANES - 1 }; /* what pads the heads weighs nothing */
static const double least_lean = 0.15;

static void add_span(struct evidence *evidence, const char *what, size_t start, size_t end, double weight, struct str rule)
{
    struct reading *reading = evidence->reading;
    for (size_t i = 0; i < reading->evidence_count; i++) {
        struct reading_evidence *old = &reading->evidence[i];
        if (old->start == start && old->end == end && strcmp(old->what, what) == 0)
            return;
    }
    if (reading->evidence_count < READING_EVIDENCE_MOST)
        reading->evidence[reading->evidence_count++] =
            (struct reading_evidence){.what = what, .start = start, .end = end, .weight = weight, .rule = rule};
}

static void evidence_add(struct evidence *evidence, const char *what, uint32_t first, uint32_t last, double weight,
                         struct str rule)
{
    const struct phrases_token *tokens = evidence->text->tokens;
    add_span(evidence, what, evidence->words->items[tokens[first].word].start,
             evidence->words->items[tokens[last].word].end, weight, rule);
}

void evidence_of_sentiment(struct evidence *evidence, const struct sentiment *sentiment)
{
    size_t count = 0;
    for (size_t i = 0; i < sentiment->mark_count && count < OF_SENTIMENT; i++) {
        const struct sentiment_mark *mark = &sentiment->marks[i];
        if (mark->role != LEXICON_VALENCE || mark->value == 0)
            continue;
        evidence_add(evidence, "sentiment", mark->first, mark->last, sentiment_squash(mark->value), STR("lexicon"));
        count++;
    }
}

static void add_met(struct evidence *evidence, const char *what, const struct rules_met *met, double weight, struct str rule)
{
    evidence_add(evidence, what, met->hit.first, met->hit.last, weight, rule);
    if (met->other.first != met->hit.first || met->other.last != met->hit.last)
        evidence_add(evidence, what, met->other.first, met->other.last, weight, rule);
}

/* A section of a list, as far as it was met. */
struct met_section {
    const struct rules *rules;
    const struct cues *cues;
    uint32_t number;
};

static void add_section(struct evidence *evidence, const char *what, struct met_section section, size_t most, double sign)
{
    for (int kind = RULES_SURE; kind <= RULES_HINT; kind++)
        for (size_t i = 0; i < section.cues->met_count && most > 0; i++) {
            const struct rules_met *met = &section.cues->met[i];
            if (met->section != section.number || (int)met->kind != kind)
                continue;
            add_met(evidence, what, met, sign * (kind == RULES_SURE ? 0.8 : 0.35), section.rules->rules[met->rule].text);
            most--;
        }
}

static struct met_section section_of(const struct classes *classes, const struct cues *cues, enum classes_cue cue)
{
    return (struct met_section){&classes->rules, cues, classes->sections[cue]};
}

void evidence_of_classes(struct evidence *evidence, const struct classes *classes, const struct cues *cues)
{
    static const enum classes_cue cue_of[READING_UNSURE] = {
        [READING_COMPLAINT] = CLASSES_COMPLAINT, [READING_COMPLIMENT] = CLASSES_COMPLIMENT,
        [READING_COMMENT] = CLASSES_COMMENT,     [READING_REQUEST] = CLASSES_REQUEST,
        [READING_QUESTION] = CLASSES_QUESTION};
    static const enum classes_cue idiom_of[READING_LABELS] = {
        [READING_NEGATIVE] = CLASSES_DAMNS, [READING_NEUTRAL] = CLASSES_SHRUGS, [READING_POSITIVE] = CLASSES_PRAISES};
    const struct reading *reading = evidence->reading;
    if (reading->class_ != READING_UNSURE)
        add_section(evidence, "class", section_of(classes, cues, cue_of[reading->class_]), OF_CLASS, 1);
    if (reading->urgent)
        add_section(evidence, "urgent", section_of(classes, cues, CLASSES_URGENT), OF_FLAG, 1);
    if (reading->data_protection)
        add_section(evidence, "data_protection", section_of(classes, cues, CLASSES_DATA_PROTECTION), OF_FLAG, 1);
    add_section(evidence, "sentiment", section_of(classes, cues, idiom_of[reading->label]), OF_FLAG, (int)reading->label - 1);
}

void evidence_of_issues(struct evidence *evidence, const struct rules *issues, const struct cues *cues)
{
    for (size_t i = 0; i < evidence->reading->issue_count; i++)
        for (size_t k = 0; k < cues->touched_count; k++) {
            const struct rules_section *section = &issues->sections[cues->touched[k]];
            if (section->id.ptr == evidence->reading->issues[i].id.ptr) /* the reading borrows it */
                add_section(evidence, section->evidence.ptr, (struct met_section){issues, cues, cues->touched[k]}, OF_ISSUE, 1);
        }
}

static int class_head(enum reading_class class_)
{
    return MODEL_CLASS + (int)class_;
}

/* The words that lean most the way that was decided, the first of equals before the other. */
static void add_leaning(struct evidence *evidence, const char *what, const struct model *model, const struct grams *grams,
                        const struct model_output *output, int for_head, int against_head, double sign)
{
    double leans[MODEL_UNITS_SHOWN], best[OF_MODEL] = {least_lean, least_lean};
    size_t units[OF_MODEL] = {0}, count = grams->count < MODEL_UNITS_SHOWN ? grams->count : MODEL_UNITS_SHOWN;
    model_lean(model, output, grams->count, for_head, against_head, count, leans);
    for (size_t i = 0; i < count; i++) {
        size_t at = leans[i] > best[0] ? 0 : 1;
        if (leans[i] <= best[at])
            continue;
        if (at == 0)
            best[1] = best[0], units[1] = units[0];
        best[at] = leans[i], units[at] = i;
    }
    for (size_t i = 0; i < OF_MODEL && best[i] > least_lean; i++) {
        const struct word *word = grams->units[units[i]].word;
        add_span(evidence, what, word->start, word->end, sign * sentiment_squash(best[i]), STR_NONE);
    }
}

void evidence_of_model(struct evidence *evidence, const struct model *model, const struct grams *grams,
                       const struct model_output *output)
{
    const struct reading *reading = evidence->reading;
    int family = output->heads[MODEL_GATE] > 0 ? MODEL_COUNCIL : MODEL_GENERAL;
    if (reading->label == READING_NEGATIVE)
        add_leaning(evidence, "sentiment", model, grams, output, family, family + 2, -1);
    if (reading->label == READING_POSITIVE)
        add_leaning(evidence, "sentiment", model, grams, output, family + 2, family, 1);
    if (reading->class_ != READING_UNSURE && reading->class_ != READING_COMMENT)
        add_leaning(evidence, "class", model, grams, output, class_head(reading->class_), class_head(READING_COMMENT), 1);
    if (reading->urgent)
        add_leaning(evidence, "urgent", model, grams, output, MODEL_URGENT, NO_HEAD, 1);
    if (reading->data_protection)
        add_leaning(evidence, "data_protection", model, grams, output, MODEL_DATA_PROTECTION, NO_HEAD, 1);
}
