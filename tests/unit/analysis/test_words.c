/* SPDX-License-Identifier: MIT */
#include "unit/unit.h"

#include "stem.h"
#include "vocabulary.h"
#include "words.h"

/* The tokens of a text as "form/kind form/kind", kinds by their first letters. */
static void check(const char *text, const char *want)
{
    static const char kinds[WORD_KINDS] = {'t', 'c', 'n', 's', ':', 'e', '@', 'l'};
    struct words words = {0};
    char got[1024] = "";
    size_t len = 0;
    words_split(&words, str_from(text));
    for (size_t i = 0; i < words.count; i++)
        len += (size_t)snprintf(got + len, sizeof got - len, "%s" STR_FMT "/%c", i ? " " : "",
                                STR_ARG(words.items[i].form), kinds[words.items[i].kind]);
    words_free(&words);
    assert_string_equal(got, want);
}

static void test_kinds(void **state)
{
    (void)state;
    check("", "");
    check(" \n\t ", "");
    check("Bins AGAIN!!", "bins/t again/t !!/s");
    check("don\u2019t won't", "don't/t won't/t");
    check("see https://a.cymru/x_(y), or www.b.uk.", "see/t https://a.cymru/x_(y)/l ,/s or/t www.b.uk/l ./s");
    check("mail me@x.co.uk @cyngor@toot.wales", "mail/t me@x.co.uk/l @cyngor@toot.wales/@");
    check("bad :-((( good :) <3 12:30", "bad/t :(/: good/t :)/: <3/: 12:30/n");
    check("at 7pm, 10,000 on A470", "at/t 7pm/t ,/s 10,000/n on/t a470/t");
    check("sh*t sooooo", "sh*t/t soo/t");
}

static void test_compounds(void **state)
{
    (void)state;
    check("fly-tipping", "fly-tipping/c fly/t tipping/t");
    check("e-bost cyd-destun", "e-bost/t cyd-destun/t");
    check("#MissedBins #bins #AGMToday #A470", "missedbins/c missed/t bins/t bins/t agmtoday/c agm/t today/t a470/t");
    check("Mhen-y-bont", "mhen-y-bont/c mhen/t y/t bont/t");
    check("# #1 - --", "#/s #/s 1/n -/s --/s");
}

static void test_welsh_clitics(void **state)
{
    (void)state;
    check("Mae'r i'w o\u2019r", "mae/t 'r/t i/t 'w/t o/t 'r/t");
    check("'sdim 'hello' I'm gyda'm", "'sdim/t '/s hello/t '/s i'm/t gyda/t 'm/t");
}

static void test_disguises(void **state)
{
    (void)state;
    check("b\u200Bi\u00ADn\u2060s", "bins/t");
    check("c\u0430t", "cat/t");                       /* a Cyrillic a */
    check("\U0001D41B\U0001D422\U0001D427", "bin/t"); /* mathematical bold */
    check("ty\u0302 T\u0176 \u202Ety", "t\u0177/t t\u0177/t ty/t");
    check("\U0001F44D\U0001F3FD\U0001F469\u200D\U0001F467", "\U0001F44D/e \U0001F469\u200D\U0001F467/e");
}

static void test_offsets_and_flags(void **state)
{
    (void)state;
    struct words words = {0};
    words_split(&words, STR("\u00A3\u00A3 T\u0177 mawr? DON'T.\nNow"));
    const struct word *word = words.items;
    assert_str(words_surface(&words, &word[0]), "\u00A3\u00A3");
    assert_str(words_surface(&words, &word[1]), "T\u0177");
    assert_str(word[1].plain, "ty");
    assert_true(word[1].flags & WORD_FIRST && word[1].flags & WORD_CAPITAL);
    assert_false(word[2].flags & (WORD_FIRST | WORD_GLUED));
    assert_true(word[4].flags & WORD_NEGATED && word[4].flags & WORD_SHOUTED && word[4].flags & WORD_FIRST);
    assert_true(word[6].flags & WORD_NEW_LINE);
    words_free(&words);
}

static void test_long_input_is_linear(void **state)
{
    (void)state;
    static const char *const units[] = {"a", "-a", "'", "a.", "#", ":", "\u0301", "a\u200B", "1,", "@a", "\U0001F1E6",
                                        "*a", "<", "a@", "#A_", "\xFF"};
    enum { BYTES = 1 << 20 };
    char *text = malloc(BYTES);
    struct words words = {0};
    for (size_t u = 0; u < sizeof units / sizeof units[0]; u++) {
        size_t unit = strlen(units[u]);
        for (size_t i = 0; i < BYTES; i++)
            text[i] = units[u][i % unit];
        words_split(&words, (struct str){text, BYTES});
        size_t at = 0;
        for (size_t i = 0; i < words.count; i++) {
            assert_true(words.items[i].start < words.items[i].end && words.items[i].end <= BYTES);
            assert_true(words.items[i].start >= at);
            at = words.items[i].start;
        }
    }
    words_free(&words);
    free(text);
}

static void test_terms(void **state)
{
    (void)state;
    struct stem *stem = stem_new(NULL);
    struct words words = {0};
    struct arena arena = {0};
    for (int again = 0; again < 2; again++) { /* the second time from the cache */
        words_split(&words, STR("collections collected"));
        stem_words(stem, &words);
        assert_str(vocabulary_term(words.items[0].sense), "collect");
        assert_true(words.items[0].sense->term_hash == words.items[1].sense->term_hash);
    }
    assert_str(stem_term(stem, WORD_ENGLISH, STR("missing"), &arena), "miss");
    assert_str(stem_term(stem, WORD_FOREIGN, STR("missing"), &arena), "missing");
    arena_free(&arena);
    words_free(&words);
    stem_free(stem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),           cmocka_unit_test(test_compounds),
        cmocka_unit_test(test_welsh_clitics),   cmocka_unit_test(test_disguises),
        cmocka_unit_test(test_offsets_and_flags), cmocka_unit_test(test_long_input_is_linear),
        cmocka_unit_test(test_terms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
