/* SPDX-License-Identifier: MIT */
#include "rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A list of rules, then a text after a line of ---: read, made ready, met. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct stem *stem;
    if (stem == NULL)
        stem = stem_new(NULL);
    struct str all = {(const char *)data, size};
    size_t cut = str_find_str(all, STR("\n---\n"), 0);
    struct str text = cut < size ? str_cut(all, cut + 5, size) : all;
    struct phrases phrases;
    struct rules rules;
    struct words words = {0};
    struct phrases_text found = {0};
    struct rules_met met[RULES_MET_MOST];
    struct err err;
    phrases_init(&phrases);
    rules_init(&rules, &phrases, stem);
    if (rules_read_text(&rules, "fuzz", str_cut(all, 0, cut), &err)) {
        rules_ready(&rules);
        words_split(&words, text);
        stem_words(stem, &words);
        phrases_find(&phrases, &words, &found);
        rules_find(&rules, &found, met);
    }
    words_free(&words);
    phrases_text_free(&found);
    rules_free(&rules);
    phrases_free(&phrases);
    return 0;
}
