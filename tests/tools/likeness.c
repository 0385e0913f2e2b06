/* SPDX-License-Identifier: MIT */

/* What repeats.h makes of a text a line: its likeness in hexadecimal. */
#include <inttypes.h>
#include <stdio.h>

#include "lines.h"
#include "repeats.h"

#include "base/banned.h"

int main(void)
{
    struct words words = {0};
    struct lines lines = LINES(stdin, 1 << 16);
    for (struct str line; lines_next(&lines, &line);) {
        words_split(&words, line);
        printf("%016" PRIx64 "\n", repeats_likeness(&words));
    }
    lines_free(&lines);
    words_free(&words);
    return 0;
}
