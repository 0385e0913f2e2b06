/* SPDX-License-Identifier: MIT */

/* What language.h reads: a text a line on standard input -> code, tab, confidence, tab, the words' languages. */
#include <stdio.h>

#include "base/process.h"
#include "language.h"
#include "lines.h"

#include "base/banned.h"

int main(void)
{
    struct arena arena = {0};
    struct err err;
    struct language *language;
    if (!language_open(process_data(&arena, "analysis/language.bin").ptr, &language, &err))
        return fprintf(stderr, "%s\n", err.text), 1;
    struct words words = {0};
    struct lines lines = LINES(stdin, 1 << 16);
    for (struct str line; lines_next(&lines, &line);) {
        words_split(&words, line);
        struct language_reading reading = language_identify(language, &words);
        printf("%s\t%.3f\t", reading.code, reading.confidence);
        for (size_t i = 0; i < words.count; i++)
            putchar("?ecf"[words.items[i].language]);
        putchar('\n');
    }
    lines_free(&lines);
    words_free(&words);
    language_free(language);
    arena_free(&arena);
    return 0;
}
