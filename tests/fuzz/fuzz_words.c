/* SPDX-License-Identifier: MIT */
#include <stdint.h>

#include "base/err.h"
#include "stem.h"

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct words words;
    static struct stem *stem;
    if (stem == NULL)
        stem = stem_new(NULL);
    words_split(&words, (struct str){(const char *)data, size});
    for (size_t i = 0; i < words.count; i++) {
        struct word *word = &words.items[i];
        MUST(word->start < word->end && word->end <= size);
        word->language = (uint8_t)(i % 4);
    }
    stem_words(stem, &words);
    return 0;
}
