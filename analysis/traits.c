/* SPDX-License-Identifier: MIT */
#include "traits.h"

#include "base/banned.h"

/* Where the next goes: how many there are is looked at in the end, as it hangs on no text. */
struct out {
    float *next;
};

static inline void put(struct out *out, double value)
{
    *out->next++ = (float)value;
}

static double most(double value, double ceiling)
{
    return (value < ceiling ? value : ceiling) / ceiling;
}

/* The compound in steps, so that a neutral band can be learnt. */
static void put_steps(struct out *out, double value)
{
    static const double steps[] = {-0.7, -0.45, -0.2, -0.01, 0.01, 0.2, 0.45, 0.7};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        put(out, value > steps[i]);
}

static void put_sentiment(struct out *out, const struct sentiment *s)
{
    put(out, s->compound);
    put_steps(out, s->compound);
    put(out, sentiment_squash(s->positive));
    put(out, sentiment_squash(s->negative));
    put(out, s->strongest_positive / 4);
    put(out, s->strongest_negative / 4);
    put(out, s->first / 4);
    put(out, s->final_ / 4);
    put(out, most(s->positives, 4));
    put(out, most(s->negatives, 4));
    put(out, s->positives > 0 && s->negatives > 0);
    put(out, most(s->polite, 2.4));
    put(out, most(s->negations, 3));
    put(out, most(s->boosters, 3));
    put(out, most(s->exclamations, 4));
    put(out, most(s->questions, 3));
    put(out, s->questions > 0);
    put(out, most(s->ellipses, 2));
    put(out, s->contrasts > 0);
}

static void put_cues(struct out *out, const struct classes *classes, const struct cues *cues)
{
    for (int i = 0; i < CLASSES_TRAITS; i++) {
        const struct cues_section *cue = classes_cue(classes, cues, (enum classes_cue)i);
        put(out, cue->score);
        put(out, most(cue->sure, 4));
        put(out, cue->sure > 0);
    }
    put(out, classes_cue(classes, cues, CLASSES_COMPLAINT)->hints > 1);
}

static double cue(const struct traits_source *source, enum classes_cue which)
{
    return classes_cue(source->classes, source->class_cues, which)->score;
}

/* A danger with somebody in it, now, and in no story of the past. */
static void put_danger(struct out *out, const struct traits_source *source)
{
    double danger = cue(source, CLASSES_URGENT), risk = cue(source, CLASSES_AT_RISK);
    double now = cue(source, CLASSES_NOW), not_now = cue(source, CLASSES_NOT_NOW);
    put(out, danger * risk);
    put(out, danger * now);
    put(out, risk * now);
    put(out, danger * risk * now * (1 - not_now));
    put(out, danger * not_now);
    put(out, danger * (source->sentiment->compound > 0));
}

/* Praise beside what went wrong is sarcasm, beside what was put right it is meant. */
static void put_irony(struct out *out, const struct traits_source *source)
{
    double praise = cue(source, CLASSES_COMPLIMENT), pleased = source->sentiment->compound > 0;
    double failed = cue(source, CLASSES_FAILED), mended = cue(source, CLASSES_MENDED);
    put(out, failed * pleased);
    put(out, failed * praise * (1 - mended));
    put(out, failed * pleased * (1 - mended));
    put(out, mended * praise);
    put(out, mended * pleased);
}

/* What a sum cannot say: two things at once. */
static void put_both(struct out *out, const struct traits_source *source)
{
    const struct sentiment *s = source->sentiment;
    double complaint = cue(source, CLASSES_COMPLAINT), praise = cue(source, CLASSES_COMPLIMENT);
    put(out, complaint * (s->questions > 0));
    put(out, cue(source, CLASSES_QUESTION) * (s->questions > 0));
    put(out, cue(source, CLASSES_REQUEST) * (s->questions > 0));
    put(out, complaint * praise);
    put(out, cue(source, CLASSES_SARCASM) * (s->compound > 0));
    put(out, cue(source, CLASSES_SARCASM) * complaint);
    put(out, complaint * (s->compound < 0));
    put(out, praise * (s->compound > 0));
    put(out, cue(source, CLASSES_REQUEST) * (s->compound > 0));
    put(out, cue(source, CLASSES_REQUEST) * complaint);
    put(out, cue(source, CLASSES_QUESTION) * complaint);
    put(out, cue(source, CLASSES_URGENT) * cue(source, CLASSES_REQUEST));
    put_danger(out, source);
    put_irony(out, source);
}

struct shape {
    unsigned words, shouted, links, handles, numbers, emoji, tags, lines;
    bool ends_asking;
};

static struct shape shape_of(const struct words *words)
{
    struct shape shape = {0};
    for (size_t i = 0; i < words->count; i++) {
        const struct word *word = &words->items[i];
        shape.words += word->kind == WORD_TEXT;
        shape.shouted += word->kind == WORD_TEXT && word->flags & WORD_SHOUTED;
        shape.links += word->kind == WORD_LINK;
        shape.handles += word->kind == WORD_HANDLE;
        shape.numbers += word->kind == WORD_NUMBER;
        shape.emoji += word->kind == WORD_EMOJI || word->kind == WORD_EMOTICON;
        shape.tags += (word->flags & WORD_IN_TAG) && !(word->flags & WORD_PART);
        shape.lines += (word->flags & WORD_NEW_LINE) != 0;
        shape.ends_asking = word->kind == WORD_SIGN ? str_find(word->form, '?', 0) < word->form.len : false;
    }
    return shape;
}

static void put_shape(struct out *out, const struct traits_source *source)
{
    struct shape shape = shape_of(source->words);
    put(out, shape.words > 0 ? (double)shape.shouted / shape.words : 0);
    put(out, most(shape.words, 60));
    put(out, shape.words < 5);
    put(out, shape.words < 10);
    put(out, shape.words > 30);
    put(out, most(shape.links, 2));
    put(out, most(shape.handles, 2));
    put(out, most(shape.numbers, 3));
    put(out, most(shape.emoji, 3));
    put(out, most(shape.tags, 3));
    put(out, shape.lines > 0);
    put(out, shape.ends_asking);
    put(out, str_eq(source->language, STR("cy")));
    put(out, str_eq(source->language, STR("mixed")));
}

/* How surely it is about a thing of the council's: displeasure there is a complaint, elsewhere a grumble about life. */
static void put_issue(struct out *out, const struct traits_source *source)
{
    double surest = 0, compound = source->sentiment->compound;
    for (size_t i = 0; i < source->issue_cues->touched_count; i++) {
        const struct cues_section *issue = &source->issue_cues->sections[source->issue_cues->touched[i]];
        surest = issue->score > surest ? issue->score : surest;
    }
    put(out, surest);
    put(out, surest > 0.75);
    put(out, surest * (compound < 0));
    put(out, surest * (compound > 0));
}

void traits_read(const struct traits_source *source, float traits[TRAITS])
{
    struct out out = {traits};
    put_sentiment(&out, source->sentiment);
    put_cues(&out, source->classes, source->class_cues);
    put_both(&out, source);
    put_shape(&out, source);
    put_issue(&out, source);
    MUST(out.next <= traits + TRAITS);
    while (out.next < traits + TRAITS)
        *out.next++ = 0;
}
