/* SPDX-License-Identifier: MIT */

/* csv — rows of separated values, in pieces as a file is read.
 *
 * Takes   bytes from the start of a row on; `whole` if the file ends with them
 * Gives   fields, quotes undone, in whatever encoding the file has
 * Errors  CSV_BAD with line and column: text after a closing quote, a quote that never closes, over CSV_COLUMNS_MOST
 *         columns or CSV_ROW_BYTES_MOST bytes; the next call goes on after that line
 * Memory  fields live in the arena given, or are pieces of the text
 * Cost    O(bytes)
 * After   RFC 4180; also a lone CR or LF ends a row, and a quote inside a bare field stands for itself */
#ifndef COLLECTORS_CSV_H
#define COLLECTORS_CSV_H

#include "base/arena.h"
#include "base/err.h"

enum { CSV_COLUMNS_MOST = 64, CSV_ROW_BYTES_MOST = 256 << 10 };

struct csv {
    struct str text;
    size_t at; /* where the next row starts */
    char separator;
    bool whole;
    int64_t line; /* of the next row; starts at 1 */
};

enum csv_got {
    CSV_ROW,
    CSV_END,  /* nothing is left */
    CSV_MORE, /* the last row is not all here: give the bytes from `at` on again, with more */
    CSV_BAD,
};

enum csv_got csv_next(struct csv *csv, struct arena *arena, struct str fields[CSV_COLUMNS_MOST], size_t *count,
                      struct err *err);

#endif
