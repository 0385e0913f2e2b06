/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include "base/process.h"
#include "language.h"
#include "rules.h"

struct bench {
    struct stem *stem;
    struct phrases phrases;
    struct rules rules;
    struct words words;
    struct phrases_text text;
};

static void start_with(struct bench *bench, const struct welsh *welsh)
{
    *bench = (struct bench){.stem = stem_new(welsh)};
    phrases_init(&bench->phrases);
    rules_init(&bench->rules, &bench->phrases, bench->stem);
}

static void start(struct bench *bench)
{
    start_with(bench, NULL);
}

static void stop(struct bench *bench)
{
    rules_free(&bench->rules);
    phrases_free(&bench->phrases);
    phrases_text_free(&bench->text);
    words_free(&bench->words);
    stem_free(bench->stem);
}

static size_t find(struct bench *bench, const char *text, struct rules_met *met)
{
    words_split(&bench->words, str_from(text));
    language_set(&bench->words, WORD_ENGLISH);
    stem_words(bench->stem, &bench->words);
    phrases_find(&bench->phrases, &bench->words, &bench->text);
    return rules_find(&bench->rules, &bench->text, met);
}

static void check_matches(void **state)
{
    (void)state;
    static const struct {
        const char *rule, *text;
        bool met;
    } rows[] = {
        {"bin", "Our BINS are full", true},
        {"=bin", "our bins", false},
        {"=bins", "our bins", true},
        {"black bin", "the black bin", true},
        {"black bin", "black. Bin day", false},
        {"black bin", "bin black", false},
        {"fly tipping", "#FlyTipping again", true},
        {"fly-tipping", "fly tipped here", true},
        {"# weeks", "it has been 3 weeks", true},
        {"# weeks", "it has been weeks", false},
        {"n't collected", "they haven't collected", true},
        {"no", "a sign that says nooooo", true},
        {"bin NEAR missed", "they missed our recycling bin", true},
        {"bin NEAR/2 missed", "they missed our big recycling bin", false},
        {"bin NEAR bin", "one bin", false},
        {"bin NEAR bin", "one bin, two bins", true},
        {"bin AND dog", "The dog sat. And sat. And sat. And knocked over the bin.", true},
        {"bin NOT dog", "the dog bin", false},
        {"bin NOT dog", "the bin", true},
        {"(bin, caddy) NEAR (broken, cracked) NOT litter", "a cracked old caddy", true},
        {"(bin, caddy) NEAR (broken, cracked) NOT litter", "a cracked old litter bin", false},
        {"bin OR caddy", "a cracked caddy", true},
        {"(bin OR caddy) AND (broken OR cracked)", "a cracked caddy", true},
        {"(bin OR caddy) AND (broken OR cracked)", "a lovely caddy", false},
        {"bin AND dog OR caddy", "a caddy", true},
        {"😡", "well 😡 then", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bench bench;
        struct rules_met met[RULES_MET_MOST];
        struct err err;
        char file[256];
        start(&bench);
        snprintf(file, sizeof file, "[a]\nen = %s\n", rows[i].rule);
        if (!rules_read_text(&bench.rules, "test", str_from(file), &err))
            fail_msg("%s: %s", rows[i].rule, err.text);
        rules_ready(&bench.rules);
        if ((find(&bench, rows[i].text, met) > 0) != rows[i].met)
            fail_msg("%s in \"%s\": not %d", rows[i].rule, rows[i].text, rows[i].met);
        stop(&bench);
    }
}

static void check_errors(void **state)
{
    (void)state;
    static const struct {
        const char *file, *error;
    } rows[] = {
        {"en = bin\n", "test:1: en: stands before the first [section]: en"},
        {"[A]\n", "test:1: an id is small letters, digits, dots and hyphens in [ ], not: [A]"},
        {"[a]\nwhat\n", "test:2: [a] neither [section] nor key = value: what"},
        {"[a]\n\n# a comment\nfr = bac\n",
         "test:4: [a] fr: unknown key; there are name, name_cy, en, en_hint, en_not, cy, cy_hint, cy_not, use, replace: fr"},
        {"[a]\nen = bin,\n  box,\n  (bag\nen = x\n", "test:2: [a] en: a bracket is not closed at the end of: bin, box, (bag"},
        {"[a]\nen = (bin, (box, bag))\n",
         "test:2: [a] en: no brackets inside brackets, make it two rules: (box, bag))"},
        {"[a]\nen = bin NEAR/99 box\n", "test:2: [a] en: NEAR/1 to NEAR/50: NEAR/99"},
        {"[a]\nen = @bins\n", "test:2: [a] en: a set that is not defined above: bins"},
        {"@cy bins = bin\n[a]\nen = @bins\n", "test:3: [a] en: a set that is not defined above: bins"},
        {"@fr bins = bin\n", "test:1: @fr bins: a set begins with @en or @cy: @fr bins"},
        {"[a]\nen = bin AND\n", "test:2: [a] en: a word is missing at the end of: bin AND"},
        {"[a]\nen = bin OR\n", "test:2: [a] en: a word is missing at the end of: bin OR"},
        {"[a]\nen = OR bin\n", "test:2: [a] en: a word is missing before: OR bin"},
        {"[a]\nen = bin) box\n", "test:2: [a] en: a comma or an operator is missing before: ) box"},
        {"[a]\nen_not = bin*\n", "test:2: [a] en_not: words match by their stem, without *: bin*"},
        {"[a]\nname = Bins\n", "test:2: [a] name: a title stands in quotes: Bins"},
        {"[a]\nuse = maybe\n", "test:2: [a] use: yes or no: use"},
        {"[a]\nen = !!\n", "test:2: [a] en: one to eight words are needed: !!"},
        {"[a]\nen = \xff\n", "test:2: [a] not UTF-8: "},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bench bench;
        struct err err = {0};
        start(&bench);
        assert_false(rules_read_text(&bench.rules, "test", str_from(rows[i].file), &err));
        assert_int_equal(err.kind, ERR_CONFIG);
        assert_string_equal(err.text, rows[i].error);
        stop(&bench);
    }
}

static size_t find_welsh(struct bench *bench, const char *text)
{
    struct rules_met met[RULES_MET_MOST];
    words_split(&bench->words, str_from(text));
    language_set(&bench->words, WORD_WELSH);
    stem_words(bench->stem, &bench->words);
    phrases_find(&bench->phrases, &bench->words, &bench->text);
    return rules_find(&bench->rules, &bench->text, met);
}

/* A Welsh noun is met in every form; of the little verbs the form is what counts. */
static void check_welsh_forms(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct bench bench;
    struct welsh *welsh;
    struct err err;
    if (!welsh_open(process_data(&arena, "analysis/welsh.bin").ptr, NULL, &welsh, &err))
        fail_msg("%s", err.text);
    start_with(&bench, welsh);
    assert_true(rules_read_text(&bench.rules, "test", STR("[a]\ncy = oes rhywun, ceir, cath, cael\n"), &err));
    rules_ready(&bench.rules);
    assert_int_equal(find_welsh(&bench, "Oes rhywun yma?"), 1);
    assert_int_equal(find_welsh(&bench, "Mae rhywun yma"), 0);
    assert_int_equal(find_welsh(&bench, "fy nghath i"), 1);
    assert_int_equal(find_welsh(&bench, "Ceir ar y pafin"), 2);
    assert_int_equal(find_welsh(&bench, "Mi ges i lythyr"), 1);
    stop(&bench);
    welsh_free(welsh);
    arena_free(&arena);
}

static void check_merging(void **state)
{
    (void)state;
    struct bench bench;
    struct rules_met met[RULES_MET_MOST];
    struct err err;
    start(&bench);
    assert_true(rules_read_text(&bench.rules, "one", STR("[a]\nen = bin\n[b]\nen = dog\n[c]\nen = cat\n"), &err));
    assert_true(rules_read_text(&bench.rules, "two",
                                STR("[a]\nen = box\n[b]\nreplace = yes\nen = hound\n[c]\nuse = no\n"), &err));
    rules_ready(&bench.rules);
    assert_int_equal(find(&bench, "bin and box", met), 2);
    assert_int_equal(find(&bench, "a dog", met), 0);
    assert_int_equal(find(&bench, "a hound", met), 1);
    assert_int_equal(find(&bench, "a cat", met), 0);
    stop(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_matches),
        cmocka_unit_test(check_errors),
        cmocka_unit_test(check_welsh_forms),
        cmocka_unit_test(check_merging),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
