/* SPDX-License-Identifier: MIT */
#include "analyse.h"

#include <stdlib.h>

#include "evidence.h"
#include "findings.h"
#include "places.h"
#include "repeats.h"

#include "base/banned.h"

struct analyse {
    struct findings findings;
};

struct analyse *analyse_new(const struct council *council, struct err *err)
{
    struct analyse *analyse = calloc(1, sizeof *analyse);
    MUST(analyse != NULL);
    if (!findings_open(&analyse->findings, council, err)) {
        analyse_free(analyse);
        return NULL;
    }
    return analyse;
}

void analyse_free(struct analyse *analyse)
{
    if (analyse == NULL)
        return;
    findings_free(&analyse->findings);
    free(analyse);
}

static void read_post(struct analyse *analyse, const struct post *post, struct arena *arena, struct reading *reading)
{
    struct findings *f = &analyse->findings;
    bool no_text = post->text.len == 0;
    findings_read(f, no_text ? post->title : post->text);
    *reading = (struct reading){.id = post->id, .analyser = f->version, .likeness = repeats_likeness(&f->words)};
    language_write(&f->spoken, reading);
    classes_decide(model_fit(f->model), f->output.heads, &f->sentiment, reading);
    issues_decide(&f->issues, &f->issue_cues, f->model, &f->output, reading);
    places_read(f->gazetteer, &f->words, post, arena, reading);
    if (no_text) {
        reading->evidence_count = 0; /* its offsets would be into the title */
        return;
    }
    struct evidence evidence = {&f->words, &f->text, reading};
    evidence_of_model(&evidence, f->model, &f->grams, &f->output);
    evidence_of_sentiment(&evidence, &f->sentiment);
    evidence_of_classes(&evidence, &f->classes, &f->class_cues);
    evidence_of_issues(&evidence, &f->issues.rules, &f->issue_cues);
}

void analyse_posts(struct analyse *analyse, const struct post *posts, size_t count, struct arena *arena,
                   struct reading *readings)
{
    for (size_t i = 0; i < count; i++)
        read_post(analyse, &posts[i], arena, &readings[i]);
}

struct str analyse_version(const struct analyse *analyse)
{
    return analyse->findings.version;
}
