/* SPDX-License-Identifier: MIT */
#include "analyse.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/process.h"
#include "classes.h"
#include "evidence.h"
#include "issues.h"
#include "language.h"

#include "base/banned.h"

struct analyse {
    struct arena arena;
    struct welsh *welsh;
    struct language *language;
    struct stem *stem;
    struct phrases phrases;
    struct lexicon lexicon;
    struct classes classes;
    struct rules issues;
    struct str version;
    /* of the text being read */
    struct words words;
    struct phrases_text text;
    struct sentiment sentiment;
    struct cues class_cues, issue_cues;
};

static const char *data(struct analyse *analyse, const char *name)
{
    return process_data(&analyse->arena, name).ptr;
}

static const char *own_issues(const struct council *council)
{
    return council->place.issues.len > 0 ? council->place.issues.ptr : NULL;
}

static bool open_languages(struct analyse *analyse, const struct council *council, struct err *err)
{
    struct str lexicon = council->place.welsh_lexicon;
    if (!welsh_open(data(analyse, "analysis/welsh.bin"), lexicon.len > 0 ? lexicon.ptr : NULL, &analyse->welsh, err) ||
        !language_open(data(analyse, "analysis/language.bin"), &analyse->language, err))
        return false;
    analyse->stem = stem_new(analyse->welsh);
    return true;
}

static bool open_lists(struct analyse *analyse, const struct council *council, struct err *err)
{
    struct phrases *phrases = &analyse->phrases;
    phrases_init(phrases);
    rules_init(&analyse->classes.rules, phrases, analyse->stem);
    rules_init(&analyse->issues, phrases, analyse->stem);
    return lexicon_read(&analyse->lexicon, phrases, analyse->stem, WORD_ENGLISH,
                        data(analyse, "analysis/lexicon.en.txt"), err) &&
           lexicon_read(&analyse->lexicon, phrases, analyse->stem, WORD_WELSH,
                        data(analyse, "analysis/lexicon.cy.txt"), err) &&
           classes_read(&analyse->classes, data(analyse, "analysis/classes.conf"), err) &&
           issues_read(&analyse->issues, data(analyse, "analysis/issues.conf"), own_issues(council), err);
}

/* What readings depend on; a hash of these files names the rules. */
static bool name_version(struct analyse *analyse, const struct council *council, struct err *err)
{
    static const char *const files[] = {"analysis/lexicon.en.txt", "analysis/lexicon.cy.txt", "analysis/classes.conf",
                                        "analysis/issues.conf", "analysis/language.bin", "analysis/welsh.bin"};
    struct buf all = BUF("rules", 64 << 20);
    struct arena arena = {0};
    bool ok = true;
    size_t count = sizeof files / sizeof *files;
    for (size_t i = 0; ok && i <= count; i++) {
        const char *path = i < count ? data(analyse, files[i]) : own_issues(council);
        struct str text = STR_NONE;
        ok = path == NULL || file_read(path, 16 << 20, &arena, &text, err);
        buf_printf(&all, "%08x ", hash_crc32c(text));
    }
    struct hash_id id = hash_plain(buf_str(&all));
    struct str hex = hash_hex(&arena, (struct str){(const char *)id.bytes, 4});
    analyse->version = arena_printf(&analyse->arena, EARSHOT_VERSION "+rules:" STR_FMT, STR_ARG(hex));
    arena_free(&arena);
    buf_free(&all);
    return ok;
}

struct analyse *analyse_new(const struct council *council, struct err *err)
{
    struct analyse *analyse = calloc(1, sizeof *analyse);
    MUST(analyse != NULL);
    if (!open_languages(analyse, council, err) || !open_lists(analyse, council, err) ||
        !name_version(analyse, council, err)) {
        analyse_free(analyse);
        return NULL;
    }
    rules_ready(&analyse->classes.rules);
    rules_ready(&analyse->issues);
    cues_init(&analyse->class_cues, &analyse->classes.rules);
    cues_init(&analyse->issue_cues, &analyse->issues);
    return analyse;
}

void analyse_free(struct analyse *analyse)
{
    if (analyse == NULL)
        return;
    cues_free(&analyse->class_cues);
    cues_free(&analyse->issue_cues);
    rules_free(&analyse->classes.rules);
    rules_free(&analyse->issues);
    lexicon_free(&analyse->lexicon);
    phrases_free(&analyse->phrases);
    phrases_text_free(&analyse->text);
    words_free(&analyse->words);
    stem_free(analyse->stem);
    language_free(analyse->language);
    welsh_free(analyse->welsh);
    arena_free(&analyse->arena);
    free(analyse);
}

static void read_words(struct analyse *analyse, struct str text, struct reading *reading)
{
    words_split(&analyse->words, text);
    struct language_reading language = language_identify(analyse->language, &analyse->words);
    reading->language = str_from(language.code);
    reading->language_confidence = language.confidence;
    stem_words(analyse->stem, &analyse->words);
    phrases_find(&analyse->phrases, &analyse->words, &analyse->text);
}

static void read_post(struct analyse *analyse, const struct post *post, struct reading *reading)
{
    *reading = (struct reading){.id = post->id, .analyser = analyse->version};
    bool no_text = post->text.len == 0;
    read_words(analyse, no_text ? post->title : post->text, reading);
    sentiment_read(&analyse->lexicon, &analyse->words, &analyse->text, &analyse->sentiment);
    cues_find(&analyse->classes.rules, &analyse->text, &analyse->class_cues);
    cues_find(&analyse->issues, &analyse->text, &analyse->issue_cues);
    classes_decide(&analyse->classes, &analyse->class_cues, &analyse->sentiment, reading);
    issues_decide(&analyse->issues, &analyse->issue_cues, reading);
    if (no_text)
        return; /* offsets are into the text */
    struct evidence evidence = {&analyse->words, &analyse->text, reading};
    evidence_of_sentiment(&evidence, &analyse->sentiment);
    evidence_of_classes(&evidence, &analyse->classes, &analyse->class_cues);
    evidence_of_issues(&evidence, &analyse->issues, &analyse->issue_cues);
}

void analyse_posts(struct analyse *analyse, const struct post *posts, size_t count, struct arena *arena,
                   struct reading *readings)
{
    (void)arena;
    for (size_t i = 0; i < count; i++)
        read_post(analyse, &posts[i], &readings[i]);
}

struct str analyse_version(const struct analyse *analyse)
{
    return analyse->version;
}
