/* SPDX-License-Identifier: MIT */
#include <stdint.h>

#include "base/process.h"
#include "language.h"

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct words words;
    static struct language *language;
    static struct arena arena;
    struct err err;
    if (language == NULL)
        MUST(language_open(process_data(&arena, "analysis/language.bin").ptr, &language, &err));
    words_split(&words, (struct str){(const char *)data, size});
    struct language_reading reading = language_identify(language, &words);
    MUST(reading.confidence >= 0 && reading.confidence <= 1);
    MUST(reading.evidence_count <= LANGUAGE_EVIDENCE_MOST);
    return 0;
}
