/* SPDX-License-Identifier: MIT */
#include "analyse.h"

#include <stdlib.h>

#include "evidence.h"
#include "findings.h"
#include "places.h"
#include "repeats.h"

#include "base/banned.h"

enum {
    LONG_BYTES = 4 << 10,
    GUESSED_WORDS = 3 /* in fewer no issue is guessed without a word of its list: "meh" is about nothing */
};

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

/* What the author said. A subject line often holds what it is about, and the text under it only "still waiting"; but a
 * reply's is the thread's, an officer's note's is ours, and some feeds make one of the text's first words. */
static struct str said(const struct post *post, struct arena *arena)
{
    static const struct str replies = STR_INIT("Re:");
    struct str title = post->title, ellipsis = STR("…");
    struct str first = str_cut(title, 0, str_ends(title, ellipsis) ? title.len - ellipsis.len : title.len);
    if (post->text.len == 0)
        return title;
    bool reply = post->reply_to.len > 0 ||
                 (title.len > replies.len && str_eq_nocase(str_cut(title, 0, replies.len), replies));
    if (reply || str_eq(post->kind, STR("manual")) || str_starts(post->text, first))
        return post->text;
    return arena_printf(arena, STR_FMT "\n\n" STR_FMT, STR_ARG(title), STR_ARG(post->text));
}

/* Evidence points into the post's text: what was found in the title above it has no place there. */
static void point_into_text(struct reading *reading, size_t title_bytes)
{
    size_t kept = 0;
    for (size_t i = 0; i < reading->evidence_count; i++) {
        struct reading_evidence one = reading->evidence[i];
        if (one.start < title_bytes)
            continue;
        one.start -= title_bytes;
        one.end -= title_bytes;
        reading->evidence[kept++] = one;
    }
    reading->evidence_count = kept;
}

static size_t count_words(const struct words *words)
{
    size_t count = 0;
    for (size_t i = 0; i < words->count; i++)
        count += words_is_text(&words->items[i]);
    return count;
}

static void decide(struct findings *findings, struct finding *of, const struct post *post, struct arena *arena,
                   struct reading *reading)
{
    reading_begin(reading, post->id);
    reading->analyser = findings->version;
    reading->likeness = repeats_likeness(&of->words);
    language_write(&of->spoken, reading);
    struct classes_source source = {model_fit(findings->model),   of->output.heads, &of->sentiment,
                                    &findings->lists.classes, &of->class_cues,  count_words(&of->words)};
    classes_decide(&source, reading);
    issues_decide(&findings->lists.issues, &of->issue_cues, findings->model, &of->output, reading);
    if (source.words < GUESSED_WORDS && of->issue_cues.touched_count == 0)
        reading->issue_count = 0;
    places_read(findings->gazetteer, &of->words, post, arena, reading);
}

static void give_evidence(struct findings *findings, struct finding *of, const struct post *post, struct reading *reading)
{
    struct evidence evidence = {&of->words, &of->text, reading};
    evidence_of_model(&evidence, findings->model, &of->grams, &of->output);
    evidence_of_sentiment(&evidence, &of->sentiment);
    evidence_of_classes(&evidence, &findings->lists.classes, &of->class_cues);
    evidence_of_issues(&evidence, &findings->lists.issues.rules, &of->issue_cues);
    point_into_text(reading, of->source.len - post->text.len);
}

/* What some posts say, as many as are read together; a long one is read alone. */
static size_t take_texts(const struct post *posts, size_t count, struct arena *arena, struct str texts[FINDINGS_MOST])
{
    size_t taken = 0;
    for (; taken < count && taken < FINDINGS_MOST; taken++) {
        texts[taken] = said(&posts[taken], arena);
        if (texts[taken].len > LONG_BYTES)
            return taken > 0 ? taken : 1;
    }
    return taken;
}

void analyse_posts(struct analyse *analyse, const struct post *posts, size_t count, struct arena *arena,
                   struct reading *readings)
{
    struct findings *findings = &analyse->findings;
    struct str texts[FINDINGS_MOST];
    for (size_t from = 0, taken; from < count; from += taken) {
        taken = take_texts(posts + from, count - from, arena, texts);
        findings_read(findings, texts, taken);
        for (size_t i = 0; i < taken; i++)
            decide(findings, &findings->of[i], &posts[from + i], arena, &readings[from + i]);
        for (size_t i = 0; i < taken; i++)
            give_evidence(findings, &findings->of[i], &posts[from + i], &readings[from + i]);
    }
}

struct str analyse_version(const struct analyse *analyse)
{
    return analyse->findings.version;
}
