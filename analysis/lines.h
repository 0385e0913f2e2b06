/* SPDX-License-Identifier: MIT */

/* lines — a stream read line by line under a ceiling.
 *
 * Takes   an open file that nobody else reads; LF or CR LF ends a line; the last line may have no end
 * Gives   each line without its end, and its number from 1
 * Errors  none: a longer line is cut at the ceiling and `cut` says so
 * Memory  owns what it reads ahead until lines_free, up to twice the ceiling; a line lasts until the next
 * Cost    O(bytes) */
#ifndef ANALYSIS_LINES_H
#define ANALYSIS_LINES_H

#include <stdio.h>

#include "base/str.h"

struct lines {
    FILE *file;
    size_t ceiling_bytes;
    char *bytes; /* read, of which from … to are not yet given */
    size_t cap, from, to, number;
    bool cut;
};

#define LINES(open_file, ceiling) ((struct lines){.file = (open_file), .ceiling_bytes = (ceiling)})

/* False at the end. */
bool lines_next(struct lines *lines, struct str *line);
void lines_free(struct lines *lines);

#endif
