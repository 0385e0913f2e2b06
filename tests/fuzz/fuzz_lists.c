/* SPDX-License-Identifier: MIT */
#include "lists.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Packed lists, without the check that would keep all but the whole ones out: taken, made ready, met in a text. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct stem *stem;
    if (stem == NULL)
        stem = stem_new(NULL);
    struct packed in = {.rest = {(const char *)data, size}};
    struct lists lists;
    struct words words = {0};
    struct phrases_text found = {0};
    struct rules_met met[RULES_MET_MOST];
    lists_init(&lists, stem);
    if (lists_unpack(&lists, &in)) {
        rules_ready(&lists.classes.rules);
        rules_ready(&lists.issues.rules);
        words_split(&words, STR("Our bin was not collected again, what an awful week"));
        stem_words(stem, &words);
        phrases_find(&lists.phrases, &words, &found);
        rules_find(&lists.classes.rules, &found, met);
        rules_find(&lists.issues.rules, &found, met);
    }
    words_free(&words);
    phrases_text_free(&found);
    lists_free(&lists);
    return 0;
}
