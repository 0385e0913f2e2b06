/* SPDX-License-Identifier: MIT */
#include "findings.h"

#include <stdio.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/process.h"
#include "nudge.h"

#include "base/banned.h"

enum { HASHED_BYTES = 256 << 10 };

static const char *data(struct findings *findings, const char *name)
{
    return process_data(&findings->arena, name).ptr;
}

static const char *own_issues(const struct council *council)
{
    return council->place.issues.len > 0 ? council->place.issues.ptr : NULL;
}

static bool open_languages(struct findings *findings, const struct council *council, struct err *err)
{
    struct str lexicon = council->place.welsh_lexicon;
    if (!welsh_open(data(findings, "analysis/welsh.bin"), lexicon.len > 0 ? lexicon.ptr : NULL, &findings->welsh, err) ||
        !language_open(data(findings, "analysis/language.bin"), &findings->language, err))
        return false;
    findings->stem = stem_new(findings->welsh);
    return true;
}

static bool open_lists(struct findings *findings, const struct council *council, struct err *err)
{
    const char *own = own_issues(council);
    bool own_stems = council->place.welsh_lexicon.len > 0;
    lists_init(&findings->lists, findings->stem);
    return (own_stems ? lists_read(&findings->lists, err) : lists_open(&findings->lists, err)) &&
           (own == NULL || rules_read(&findings->lists.issues.rules, own, err)) &&
           model_open(data(findings, "analysis/model.bin"), &findings->model, err);
}

static bool open_places(struct findings *findings, const struct council *council, struct err *err)
{
    struct str path = council->place.places;
    return path.len == 0 || gazetteer_read(path.ptr, &findings->gazetteer, err);
}

/* Of a council that never retrained there is none; without a configuration no state is looked for. */
static const char *nudges_path(struct findings *findings, const struct council *council)
{
    struct err err;
    struct str folder;
    if (council->path.len == 0 || !council_state_dir(council, &findings->arena, &folder, &err))
        return NULL;
    struct str path = arena_printf(&findings->arena, STR_FMT "/" FINDINGS_NUDGES, STR_ARG(folder));
    return file_exists(path.ptr) ? path.ptr : NULL;
}

static bool open_nudges(struct findings *findings, const struct council *council, struct err *err)
{
    float nudges[MODEL_LANES];
    const char *path = nudges_path(findings, council);
    if (path == NULL)
        return true;
    if (!nudge_read(path, nudges, err))
        return false;
    model_nudge(findings->model, nudges);
    return true;
}

/* The beginning is enough: every file of ours has its numbers or a date there, and a whole read would cost the start. */
static bool add_hash(const char *path, struct buf *all, struct err *err)
{
    char start[HASHED_BYTES];
    struct stat stat;
    FILE *file = fopen(path, "rb");
    if (file == NULL || fstat(fileno(file), &stat) != 0) {
        if (file != NULL)
            fclose(file);
        return err_set(err, ERR_CONFIG, "%s: cannot be read", path);
    }
    size_t len = fread(start, 1, sizeof start, file);
    fclose(file);
    buf_printf(all, "%08x %lld ", hash_crc32c((struct str){start, len}), (long long)stat.st_size);
    return true;
}

/* What readings depend on; a hash of these files names the rules. */
static bool name_version(struct findings *findings, const struct council *council, struct err *err)
{
    static const char *const files[] = {"analysis/lexicon.en.txt", "analysis/lexicon.vader.txt", "analysis/lexicon.cy.txt",
                                        "analysis/classes.conf",   "analysis/issues.conf",       "analysis/language.bin",
                                        "analysis/welsh.bin",      "analysis/model.bin"};
    struct buf all = BUF("rules", 1 << 16);
    struct arena arena = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof files / sizeof *files; i++)
        ok = add_hash(data(findings, files[i]), &all, err);
    if (ok && own_issues(council) != NULL)
        ok = add_hash(own_issues(council), &all, err);
    if (ok && nudges_path(findings, council) != NULL)
        ok = add_hash(nudges_path(findings, council), &all, err);
    struct hash_id id = hash_plain(buf_str(&all));
    struct str hex = hash_hex(&arena, (struct str){(const char *)id.bytes, 4});
    findings->version = arena_printf(&findings->arena, EARSHOT_VERSION "+rules:" STR_FMT, STR_ARG(hex));
    arena_free(&arena);
    buf_free(&all);
    return ok;
}

bool findings_open(struct findings *findings, const struct council *council, struct err *err)
{
    *findings = (struct findings){0};
    if (!open_languages(findings, council, err) || !open_lists(findings, council, err) ||
        !open_places(findings, council, err) || !open_nudges(findings, council, err) || !name_version(findings, council, err))
        return false;
    rules_ready(&findings->lists.classes.rules);
    issues_ready(&findings->lists.issues, findings->model);
    lexicon_ready(&findings->lists.lexicon, &findings->lists.phrases);
    findings->vocabulary = vocabulary_new();
    for (size_t i = 0; i < FINDINGS_MOST; i++) {
        findings->of[i].words.vocabulary = findings->vocabulary;
        cues_init(&findings->of[i].class_cues, &findings->lists.classes.rules);
        cues_init(&findings->of[i].issue_cues, &findings->lists.issues.rules);
    }
    return true;
}

static void finding_free(struct finding *finding)
{
    cues_free(&finding->class_cues);
    cues_free(&finding->issue_cues);
    phrases_text_free(&finding->text);
    grams_free(&finding->grams);
    words_free(&finding->words);
}

void findings_free(struct findings *findings)
{
    for (size_t i = 0; i < FINDINGS_MOST; i++)
        finding_free(&findings->of[i]);
    vocabulary_free(findings->vocabulary);
    lists_free(&findings->lists);
    model_free(findings->model);
    gazetteer_free(findings->gazetteer);
    stem_free(findings->stem);
    language_free(findings->language);
    welsh_free(findings->welsh);
    arena_free(&findings->arena);
}

static void split(struct findings *findings, struct finding *of)
{
    (void)findings;
    words_split(&of->words, of->source);
    vocabulary_expect(&of->words);
}

static void tell_language(struct findings *findings, struct finding *of)
{
    vocabulary_meet(&of->words);
    of->spoken = language_identify(findings->language, &of->words);
    vocabulary_expect_senses(&of->words);
}

static void find_terms(struct findings *findings, struct finding *of)
{
    stem_words(findings->stem, &of->words);
    phrases_expect(&findings->lists.phrases, &of->words);
}

static void find_phrases(struct findings *findings, struct finding *of)
{
    phrases_find(&findings->lists.phrases, &of->words, &of->text);
    rules_expect(&findings->lists.classes.rules, &of->text);
    rules_expect(&findings->lists.issues.rules, &of->text);
}

static void feel(struct findings *findings, struct finding *of)
{
    rules_expect_beginnings(&findings->lists.classes.rules, &of->text);
    rules_expect_beginnings(&findings->lists.issues.rules, &of->text);
    sentiment_read(&findings->lists.lexicon, &of->words, &of->text, &of->sentiment);
}

static void find_cues(struct findings *findings, struct finding *of)
{
    cues_find(&findings->lists.classes.rules, &of->text, &of->class_cues);
    cues_find(&findings->lists.issues.rules, &of->text, &of->issue_cues);
}

static void count_traits(struct findings *findings, struct finding *of)
{
    struct traits_source source = {&of->words,      &of->text,       &of->sentiment, &findings->lists.classes,
                                   &of->class_cues, &of->issue_cues, str_from(of->spoken.code)};
    traits_read(&source, of->traits);
}

static void find_grams(struct findings *findings, struct finding *of)
{
    grams_read(&of->words, &of->grams);
    model_expect(findings->model, &of->grams);
}

static void run_model(struct findings *findings, struct finding *of)
{
    model_run(findings->model, &of->grams, of->traits, &of->output);
}

void findings_read(struct findings *findings, const struct str texts[], size_t count)
{
    static void (*const steps[])(struct findings *, struct finding *) = {
        split, tell_language, find_terms, find_phrases, feel, find_cues, find_grams, count_traits, run_model};
    MUST(count <= FINDINGS_MOST);
    vocabulary_begin(findings->vocabulary);
    for (size_t i = 0; i < count; i++)
        findings->of[i].source = texts[i];
    for (size_t step = 0; step < sizeof steps / sizeof *steps; step++)
        for (size_t i = 0; i < count; i++)
            steps[step](findings, &findings->of[i]);
}
