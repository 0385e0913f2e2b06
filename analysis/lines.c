/* SPDX-License-Identifier: MIT */
#include "lines.h"

#include <stdlib.h>

#include "base/err.h"

#include "base/banned.h"

/* Whether one byte more can be kept. */
static bool room(struct lines *lines, size_t len)
{
    if (len >= lines->ceiling_bytes) {
        lines->cut = true;
        return false;
    }
    lines->cap = lines->cap ? lines->cap * 2 : 4096;
    lines->line = realloc(lines->line, lines->cap);
    MUST(lines->line != NULL);
    return true;
}

bool lines_next(struct lines *lines, struct str *line)
{
    size_t len = 0;
    int c;
    lines->cut = false;
    while ((c = getc_unlocked(lines->file)) != EOF && c != '\n')
        if ((len < lines->cap && len < lines->ceiling_bytes) || room(lines, len))
            lines->line[len++] = (char)c;
    if (c == EOF && len == 0)
        return false;
    if (len > 0 && lines->line[len - 1] == '\r')
        len--;
    lines->number++;
    *line = (struct str){lines->line ? lines->line : "", len};
    return true;
}

void lines_free(struct lines *lines)
{
    free(lines->line);
    lines->line = NULL;
    lines->cap = 0;
}
